// A view that could not be saved: why, and the form again.
import { FormError } from '../components/field.js';
import { SaveViewForm } from '../components/saved-views.js';
import { Layout } from '../layout.js';
import { viewPaths } from '../saved-view-path.js';
import type { ViewPage } from '../saved-view-store.js';

export interface SaveViewPageProps {
  readonly province: string;
  readonly who: { readonly name: string } | null;
  readonly page: ViewPage;
  readonly form: ReadonlyMap<string, string>;
  readonly error: string;
}

export function SaveViewPage({ province, who, page, form, error }: SaveViewPageProps) {
  return (
    <Layout {...{ province, who }} title="Lưu chế độ xem">
      <h1>Lưu chế độ xem</h1>
      <FormError text={error} />
      <SaveViewForm {...{ page, query: form.get('loc') ?? '', name: form.get('ten') ?? '' }} />
      <p>
        <a href={viewPaths[page]}>Về danh sách</a>
      </p>
    </Layout>
  );
}
