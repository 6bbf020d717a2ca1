// What a form asks about a webhook, new or changed.
import { eventKinds, type EventKind } from '../../webhooks/webhook.js';
import { eventWords } from '../webhook-words.js';

export function NameAndAddress({ name, url }: { readonly name: string; readonly url: string }) {
  return (
    <>
      <div class="pick">
        <label for="ten">Tên hệ thống nhận</label>
        <input type="text" id="ten" name="ten" maxLength={120} autocomplete="off" value={name} />
      </div>
      <div class="pick">
        <label for="dia-chi">Địa chỉ nhận (https)</label>
        <input
          type="text"
          id="dia-chi"
          name="dia-chi"
          inputMode="url"
          maxLength={500}
          autocomplete="off"
          value={url}
        />
      </div>
    </>
  );
}

export function EventBoxes({ isOn }: { readonly isOn: (kind: EventKind) => boolean }) {
  return (
    <fieldset>
      <legend>Sự kiện</legend>
      {eventKinds.map((kind) => (
        <label key={kind}>
          <input type="checkbox" name={kind} value="1" checked={isOn(kind)} /> {eventWords[kind]}{' '}
          <span class="code">{kind}</span>
        </label>
      ))}
    </fieldset>
  );
}
