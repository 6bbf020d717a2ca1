// An officer's own views of a list as links, and the form that saves the present one.
import { pathOfView } from '../saved-view-path.js';
import type { SavedView, ViewPage } from '../saved-view-store.js';

export interface SavedViewsProps {
  readonly views: readonly SavedView[];
  readonly page: ViewPage;
  /** What follows the question mark of the present address. */
  readonly query: string;
}

export function SavedViews({ views, page, query }: SavedViewsProps) {
  return (
    <div class="views">
      {views.length > 0 && (
        <ul aria-label="Chế độ xem của tôi">
          {views.map((view) => (
            <li key={view.id}>
              <a href={pathOfView(view)} aria-current={view.query === query ? 'true' : undefined}>
                {view.name}
              </a>
              <form method="post" action={`/che-do-xem/${view.id}/xoa`}>
                <button type="submit" class="link" aria-label={`Xóa chế độ xem ${view.name}`}>
                  ×
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>Lưu bộ lọc này</summary>
        <SaveViewForm {...{ page, query, name: '' }} />
      </details>
    </div>
  );
}

export function SaveViewForm(props: {
  readonly page: ViewPage;
  readonly query: string;
  readonly name: string;
}) {
  const { page, query, name } = props;
  return (
    <form class="save-view" method="post" action="/che-do-xem">
      <input type="hidden" name="trang" value={page} />
      <input type="hidden" name="loc" value={query} />
      <label for="ten">Tên chế độ xem</label>
      <input id="ten" name="ten" required maxLength={40} autocomplete="off" value={name} />
      <button type="submit">Lưu</button>
    </form>
  );
}
