// Gateways' callbacks as they came: those that wait with why, and reading them again.
import { formatInstant } from '../../calendar.js';
import { noticeStates, type ListedNotice, type NoticeState } from '../../payments/notice-store.js';
import { redriveMax, type Redriven } from '../../payments/redrive-notices.js';
import { AdminTrail } from '../components/admin-trail.js';
import { FormError } from '../components/field.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { noticeStateWords, verdictWords } from '../gateway-words.js';
import { Layout, type LayoutProps } from '../layout.js';
import { addressOf } from '../page-query.js';

export interface NoticesPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly state: NoticeState;
  readonly notices: readonly ListedNotice[];
  /** The id before which the next page begins. */
  readonly next: string | null;
  /** What was just read again. */
  readonly redriven: readonly Redriven[] | null;
  readonly mayRedrive: boolean;
  readonly error: string | null;
}

const path = '/quan-tri/thong-bao-cong';

export function NoticesPage(props: NoticesPageProps) {
  const { province, who, state, notices, next, redriven, error } = props;
  const via = [{ href: '/quan-tri/cong', title: 'Cổng thanh toán' }];
  return (
    <Layout {...{ province, who }} title="Thông báo của cổng">
      <AdminTrail via={via} here="Thông báo của cổng" />
      <h1>Thông báo của cổng</h1>
      <FormError text={error} />
      {redriven && <Reread redriven={redriven} />}
      <nav class="filter" aria-label="Tình trạng">
        {noticeStates.map((one) => (
          <a
            key={one}
            href={addressOf(path, { 'tinh-trang': one })}
            aria-current={one === state ? 'page' : undefined}
          >
            {noticeStateWords[one][1]}
          </a>
        ))}
      </nav>
      {notices.length === 0 ? (
        <p class="empty">
          Không có thông báo nào ở tình trạng này.
          {state === 'quarantined' && ' Không có gì phải xử lý.'}
        </p>
      ) : (
        <Notices {...props} />
      )}
      {next !== null && (
        <nav class="pager" aria-label="Trang">
          <a rel="next" href={addressOf(path, { 'tinh-trang': state, truoc: next })}>
            Cũ hơn ›
          </a>
        </nav>
      )}
    </Layout>
  );
}

function Reread({ redriven }: { readonly redriven: readonly Redriven[] }) {
  return (
    <div class="notice" role="status">
      <p>Đã đọc lại {formatCount(redriven.length)} thông báo.</p>
      <ul>
        {redriven.slice(0, 50).map(({ noticeId, verdict }) => (
          <li key={noticeId}>
            Thông báo {noticeId}: {verdictWords[verdict] ?? verdict}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Notices({ notices, state, mayRedrive }: NoticesPageProps) {
  const isOpen = state === 'quarantined' || state === 'refused';
  return (
    <>
      {mayRedrive && state === 'quarantined' && (
        <form method="post" action={path}>
          <p>
            Sửa nguyên nhân trước (khóa, cấu hình, phiên bản), rồi đọc lại. Đọc lại nhiều lần không
            ghi trùng.
          </p>
          <button class="primary" type="submit" name="viec" value="tat-ca">
            Đọc lại tất cả (tối đa {formatCount(redriveMax)})
          </button>
        </form>
      )}
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Nhận lúc</th>
              <th scope="col">Cổng</th>
              <th scope="col">Tình trạng</th>
              <th scope="col">Vì sao</th>
              <th scope="col">Đã đọc lại</th>
              {mayRedrive && isOpen && <th scope="col">Việc</th>}
            </tr>
          </thead>
          <tbody>
            {notices.map((notice) => (
              <tr key={notice.id}>
                <th scope="row">
                  <a href={`${path}/${notice.id}`}>{formatInstant(notice.receivedAt)}</a>
                  <span class="sub">số {notice.id}</span>
                </th>
                <td>
                  {notice.gatewayAccount ?? notice.addressedTo ?? notice.gateway}
                  <span class="sub">{notice.gateway}</span>
                </td>
                <td>
                  <Chip
                    tone={noticeStateWords[notice.state][0]}
                    text={noticeStateWords[notice.state][1]}
                  />
                </td>
                <td>{verdictWords[notice.verdict] ?? notice.verdict}</td>
                <td>{formatCount(notice.readings)} lần</td>
                {mayRedrive && isOpen && (
                  <td>
                    <form method="post" action={path}>
                      <input type="hidden" name="ma" value={notice.id} />
                      <button type="submit" aria-label={`Đọc lại thông báo ${notice.id}`}>
                        Đọc lại
                      </button>
                    </form>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
