// A section with one act that needs a reason and nothing else: rút lại, mở lại.
import type { ComponentChildren } from 'preact';

interface ActWithReasonProps {
  /** Of the section, and of its field: `ly-do-` and this. */
  readonly id: string;
  /** Its title, and what its button says. */
  readonly title: string;
  readonly action: string;
  /** What comes of it. */
  readonly children?: ComponentChildren;
}

export function ActWithReason({ id, title, action, children }: ActWithReasonProps) {
  const field = `ly-do-${id}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
      <form class="decide" method="post" action={action}>
        <label for={field}>Lý do {title.toLocaleLowerCase('vi')}</label>
        <textarea id={field} name="ly-do" rows={2} maxLength={1000} required />
        <div class="buttons">
          <button type="submit">{title}</button>
        </div>
      </form>
    </section>
  );
}
