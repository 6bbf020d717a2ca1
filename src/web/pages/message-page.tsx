// A page that only says something: not found, address wrong.
import { Layout } from '../layout.js';

export interface MessagePageProps {
  readonly province: string;
  readonly who?: { readonly name: string } | null;
  readonly title: string;
  readonly text: string;
}

export function MessagePage({ province, who = null, title, text }: MessagePageProps) {
  return (
    <Layout {...{ title, province, who }}>
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a href="/">Về trang chủ</a>
      </p>
    </Layout>
  );
}
