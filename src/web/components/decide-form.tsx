// One of several decisions, with its reason: about statements and matches alike.
import type { ComponentChildren } from 'preact';

export interface DecideFormProps {
  readonly action: string;
  readonly choices: readonly {
    readonly value: string;
    readonly word: string;
    readonly explained: string;
  }[];
  /** Fields between the choice and the reason. */
  readonly children?: ComponentChildren;
  /** What was chosen and written before the form came back. */
  readonly chosen?: string | undefined;
  readonly typed?: string | undefined;
}

export function DecideForm({ action, choices, children, chosen, typed }: DecideFormProps) {
  return (
    <form class="decide" method="post" action={action}>
      <fieldset>
        <legend>Quyết định</legend>
        {choices.map(({ value, word, explained }) => (
          <label key={value}>
            <input type="radio" name="viec" value={value} required checked={value === chosen} />{' '}
            <strong>{word}</strong>: {explained}
          </label>
        ))}
      </fieldset>
      {children}
      <label for="ly-do">Lý do</label>
      <textarea id="ly-do" name="ly-do" required maxLength={1000} rows={3}>
        {typed}
      </textarea>
      <button type="submit">Ghi quyết định</button>
    </form>
  );
}
