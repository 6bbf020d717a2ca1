// One callback as it came: what became of it and why, every reading of it, and its bytes for whoever
// may see payers.
import { formatInstant } from '../../calendar.js';
import type { ListedNotice, ReadingRow, StoredNotice } from '../../payments/notice-store.js';
import { AdminTrail } from '../components/admin-trail.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { noticeStateWords, verdictWords } from '../gateway-words.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface NoticePageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly notice: ListedNotice;
  readonly method: string;
  /** Null where its bytes are not for this reader. */
  readonly message: StoredNotice['request'] | null;
  readonly readings: readonly ReadingRow[];
  readonly mayRedrive: boolean;
}

const path = '/quan-tri/thong-bao-cong';

export function NoticePage(props: NoticePageProps) {
  const { province, who, notice, message } = props;
  const title = `Thông báo số ${notice.id}`;
  const via = [
    { href: '/quan-tri/cong', title: 'Cổng thanh toán' },
    { href: `${path}?tinh-trang=${notice.state}`, title: 'Thông báo của cổng' },
  ];
  return (
    <Layout {...{ province, who }} title={title}>
      <AdminTrail via={via} here={title} />
      <h1>{title}</h1>
      <About {...props} />
      <Readings {...props} />
      {message === null ? (
        <p class="note">
          Nội dung có thể có thông tin người nộp: chỉ vai trò được xem dữ liệu người nộp của toàn
          tỉnh mở được.
        </p>
      ) : (
        <Message message={message} />
      )}
    </Layout>
  );
}

function About({ notice, method, mayRedrive }: NoticePageProps) {
  const [tone, text] = noticeStateWords[notice.state];
  const isOpen = notice.state === 'quarantined' || notice.state === 'refused';
  return (
    <>
      <dl class="about">
        <div>
          <dt>Tình trạng</dt>
          <dd>
            <Chip {...{ tone, text }} />
          </dd>
        </div>
        <div>
          <dt>Vì sao</dt>
          <dd>{verdictWords[notice.verdict] ?? notice.verdict}</dd>
        </div>
        <div>
          <dt>Nhận lúc</dt>
          <dd>{formatInstant(notice.receivedAt)}</dd>
        </div>
        <div>
          <dt>Cổng</dt>
          <dd>
            {notice.gatewayAccount ?? notice.addressedTo ?? 'không rõ'} ({notice.gateway})
          </dd>
        </div>
        <div>
          <dt>Cách gửi, độ dài</dt>
          <dd>
            {method}, {formatCount(notice.bytes)} byte
          </dd>
        </div>
      </dl>
      {mayRedrive && isOpen && (
        <form method="post" action={path}>
          <input type="hidden" name="ma" value={notice.id} />
          <button class="primary" type="submit">
            Đọc lại
          </button>
        </form>
      )}
    </>
  );
}

function Readings({ readings }: NoticePageProps) {
  if (readings.length === 0) return null;
  return (
    <section aria-labelledby="doc-lai">
      <h2 id="doc-lai">Các lần đọc lại</h2>
      <ul>
        {readings.map(({ verdict, readAt, programVersion }, at) => (
          <li key={at}>
            {formatInstant(readAt)}: {verdictWords[verdict] ?? verdict}
            {programVersion !== null && ` (phiên bản ${programVersion})`}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Message({ message }: { readonly message: StoredNotice['request'] }) {
  const { rawQuery, headers, body } = message;
  const text = body.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(body) && !text.includes('\0');
  const parts: readonly (readonly [string, string])[] = [
    ...(rawQuery ? [['Chuỗi truy vấn', rawQuery] as const] : []),
    [
      'Tiêu đề',
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
    ],
    [
      isText ? 'Nội dung' : 'Nội dung (không phải văn bản, ghi base64)',
      isText ? text : body.toString('base64'),
    ],
  ];
  return (
    <section aria-labelledby="nguyen-ban">
      <h2 id="nguyen-ban">Nguyên bản</h2>
      <p class="muted">Có thể có thông tin người nộp. Lần xem này được ghi vào nhật ký.</p>
      {parts.map(([name, part]) => (
        <div key={name}>
          <h3>{name}</h3>
          <pre class="raw" tabIndex={0} aria-label={name}>
            {part === '' ? '(trống)' : part}
          </pre>
        </div>
      ))}
    </section>
  );
}
