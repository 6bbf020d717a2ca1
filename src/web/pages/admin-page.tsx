// The parts of administering that are open to whoever asks.
import type { AdminPart } from '../admin-parts.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface AdminPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly parts: readonly AdminPart[];
}

export function AdminPage({ province, who, parts }: AdminPageProps) {
  return (
    <Layout {...{ province, who }} title="Quản trị">
      <h1>Quản trị</h1>
      <ul class="parts">
        {parts.map(({ href, title, text }) => (
          <li key={href}>
            <a href={href}>{title}</a>
            <span class="sub">{text}</span>
          </li>
        ))}
      </ul>
    </Layout>
  );
}
