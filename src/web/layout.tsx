// The frame of every page: head, skip link, the bar on top, the place where the page goes.
import type { ComponentChildren } from 'preact';
import type { Grant } from '../access/principal.js';
import { roleMay, type Action } from '../access/roles.js';
import { formatInstant, instantText } from '../calendar.js';
import { adminPartsOf } from './admin-parts.js';
import { iconUrl, stylesheetUrl } from './assets.js';
import { addressOf } from './page-query.js';

export interface LayoutProps {
  readonly title: string;
  readonly province: string;
  /** Who is logged in; without them there is nothing to search and nobody to log out. */
  readonly who?: {
    readonly name: string;
    readonly grants?: readonly Pick<Grant, 'role' | 'isProvince'>[];
  } | null;
  /** The instant of which the page speaks; absent on pages without figures. */
  readonly asOf?: Date;
  /** The instant that the address asks for; links keep it. */
  readonly asked?: Date | undefined;
  readonly search?: string;
  readonly children: ComponentChildren;
}

export function Layout(props: LayoutProps) {
  const { title, province, who, asOf, asked, search, children } = props;
  const kept = asked && instantText(asked);
  return (
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · Đối soát`}</title>
        <link rel="stylesheet" href={stylesheetUrl} />
        <link rel="icon" href={iconUrl} type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#noi-dung">
          Đến nội dung chính
        </a>
        <header class="bar">
          <a class="brand" href={addressOf('/', { 'as-of': kept })}>
            Đối soát
          </a>
          <span class="province">{province}</span>
          {who && (
            <Sections
              kept={kept}
              maps={mayDo(who, 'mapping.read')}
              administers={adminPartsOf(who.grants ?? []).length > 0}
            />
          )}
          {who && <Search kept={kept} search={search} />}
          {asOf && (
            <p class="as-of">
              Số liệu đến <time dateTime={instantText(asOf)}>{formatInstant(asOf)}</time>
            </p>
          )}
          {who && <Me name={who.name} />}
        </header>
        <main id="noi-dung">{children}</main>
      </body>
    </html>
  );
}

/** Only pages with a whole principal at hand lead there; the page itself asks again. */
function mayDo(who: NonNullable<LayoutProps['who']>, action: Action): boolean {
  return (who.grants ?? []).some(({ role }) => roleMay(role, action));
}

function Sections(props: {
  readonly kept: string | undefined;
  readonly maps: boolean;
  readonly administers: boolean;
}) {
  const { kept, maps, administers } = props;
  return (
    <nav class="sections" aria-label="Các phần">
      <a href={addressOf('/giao-dich', { 'as-of': kept })}>Giao dịch</a>
      <a href="/doi-soat">Chờ xác nhận</a>
      <a href={addressOf('/sai-lech', { 'as-of': kept })}>Sai lệch</a>
      <a href="/tai-khoan-thu-huong">Tài khoản thụ hưởng</a>
      <a href="/ra-soat-tai-khoan">Rà soát</a>
      <a href="/sao-ke">Sao kê</a>
      <a href="/canh-bao">Cảnh báo</a>
      <a href={addressOf('/bao-cao', { 'as-of': kept })}>Báo cáo</a>
      {maps && <a href="/mau-cot">Mẫu cột</a>}
      {administers && <a href="/quan-tri">Quản trị</a>}
    </nav>
  );
}

function Search(props: { readonly kept: string | undefined; readonly search: string | undefined }) {
  const { kept, search } = props;
  return (
    <form class="search" role="search" method="get" action="/">
      {kept !== undefined && <input type="hidden" name="as-of" value={kept} />}
      <label for="tim">Tìm đơn vị</label>
      <input
        id="tim"
        name="q"
        type="search"
        value={search ?? ''}
        maxLength={100}
        placeholder="Tìm đơn vị"
        autocomplete="off"
      />
      <button type="submit">Tìm</button>
    </form>
  );
}

function Me({ name }: { readonly name: string }) {
  return (
    <div class="me">
      <a href="/tai-khoan" title="Tài khoản của tôi">
        {name}
      </a>
      <form method="post" action="/dang-xuat">
        <button type="submit">Đăng xuất</button>
      </form>
    </div>
  );
}
