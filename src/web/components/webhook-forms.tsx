// An administrator changes a webhook, or has a span of days sent again.
import type { Webhook } from '../../webhooks/webhook.js';
import { EventBoxes, NameAndAddress } from './webhook-fields.js';

export interface WebhookFormProps {
  readonly webhook: Webhook;
  /** What a form that was refused held. */
  readonly typed: ReadonlyMap<string, string> | null;
}

export function ChangeWebhook({ webhook, typed }: WebhookFormProps) {
  const own = typed?.get('viec') === 'sua' ? typed : null;
  return (
    <details open={own !== null}>
      <summary>Sửa địa chỉ, sự kiện</summary>
      <form method="post" action={`/quan-tri/webhook/${webhook.id}`} class="mapping-form">
        <input type="hidden" name="phien-ban" value={String(webhook.version)} />
        <NameAndAddress
          name={own?.get('ten') ?? webhook.name}
          url={own?.get('dia-chi') ?? webhook.url}
        />
        <EventBoxes isOn={(kind) => own?.has(kind) ?? webhook.kinds.includes(kind)} />
        <button class="primary" type="submit" name="viec" value="sua">
          Lưu
        </button>
      </form>
    </details>
  );
}

export function ReplaySpan({ webhook, typed }: WebhookFormProps) {
  const own = typed?.get('viec') === 'gui-lai-khoang' ? typed : null;
  return (
    <details open={own !== null}>
      <summary>Gửi lại theo khoảng ngày</summary>
      <form method="post" action={`/quan-tri/webhook/${webhook.id}`} class="mapping-form">
        <p class="muted">
          Hệ thống nhận biết sự kiện cũ qua mã của nó. Mỗi lần gửi lại tối đa 10.000 sự kiện.
        </p>
        <div class="pick">
          <label for="tu-ngay">Từ ngày (ngày/tháng/năm)</label>
          <input
            id="tu-ngay"
            name="tu-ngay"
            inputMode="numeric"
            autocomplete="off"
            value={own?.get('tu-ngay') ?? ''}
          />
        </div>
        <div class="pick">
          <label for="den-ngay">Đến hết ngày (ngày/tháng/năm)</label>
          <input
            id="den-ngay"
            name="den-ngay"
            inputMode="numeric"
            autocomplete="off"
            value={own?.get('den-ngay') ?? ''}
          />
        </div>
        <button type="submit" name="viec" value="gui-lai-khoang">
          Gửi lại
        </button>
      </form>
    </details>
  );
}
