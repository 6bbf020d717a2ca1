// Where a page of administering stands, below the page that leads to all of them.

export interface AdminTrailProps {
  /** Pages between the first one and this one. */
  readonly via?: readonly { readonly href: string; readonly title: string }[];
  readonly here: string;
}

export function AdminTrail({ via = [], here }: AdminTrailProps) {
  return (
    <nav class="trail" aria-label="Đường dẫn">
      {[{ href: '/quan-tri', title: 'Quản trị' }, ...via].map(({ href, title }) => (
        <span key={href}>
          <a href={href}>{title}</a>
          <span aria-hidden="true"> › </span>
        </span>
      ))}
      <span>{here}</span>
    </nav>
  );
}

/** What came of a form, said above the page that it led to. */
export function Told({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p class="notice" role="status">
      {text}
    </p>
  );
}
