// The last backup with its age, whether the books add up, and what is past its time by law.
import type { Erased } from '../../audit/retention.js';
import { formatDay, formatInstant } from '../../calendar.js';
import type { BooksOutcome } from '../../oversight/verify-books.js';
import { AdminTrail, Told } from '../components/admin-trail.js';
import { Chip, type Tone } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface SystemPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  /** Null while there is none. */
  readonly backup: { readonly at: Date; readonly days: number } | null;
  readonly books: BooksOutcome | null;
  readonly pastTime: readonly Erased[];
  /** What was just erased. */
  readonly erased: readonly Erased[] | null;
  readonly mayErase: boolean;
}

/** A backup is made daily: one of the day before yesterday is late. */
const backupDaysMax = 1;

export function SystemPage(props: SystemPageProps) {
  const { province, who, books } = props;
  return (
    <Layout {...{ province, who }} title="Tình trạng hệ thống">
      <AdminTrail here="Tình trạng hệ thống" />
      <h1>Tình trạng hệ thống</h1>
      <Backup {...props} />
      <section aria-labelledby="so">
        <h2 id="so">Sổ có khớp không</h2>
        {books && <Books books={books} />}
        <form method="post" action="/quan-tri/he-thong">
          <button class="primary" type="submit">
            Kiểm tra sổ
          </button>
        </form>
      </section>
      <p class="note">
        <a href="/quan-tri/nhat-ky/kiem-tra">Kiểm tra chuỗi nhật ký</a>
      </p>
      <Retention {...props} />
    </Layout>
  );
}

function Backup({ backup }: SystemPageProps) {
  const isLate = backup === null || backup.days > backupDaysMax;
  const tone: Tone = isLate ? 'bad' : 'good';
  return (
    <section aria-labelledby="sao-luu">
      <h2 id="sao-luu">Sao lưu</h2>
      <p>
        {backup === null ? (
          <Chip {...{ tone, text: 'Chưa có bản sao lưu nào' }} />
        ) : (
          <>
            <Chip {...{ tone, text: `${formatCount(backup.days)} ngày trước` }} /> Bản gần nhất lúc{' '}
            {formatInstant(backup.at)}.
          </>
        )}
      </p>
      <p class="muted">
        Sao lưu và khôi phục do người giữ máy chủ làm: bản sao nằm ngoài hệ thống, nên không làm
        được từ trang này.
      </p>
    </section>
  );
}

function Books({ books }: { readonly books: BooksOutcome }) {
  const broken = books.checks.filter((check) => check.broken > 0);
  return (
    <div class="notice" role="status">
      {broken.length === 0 ? (
        <p>
          <Chip tone="good" text="Sổ khớp" /> {formatCount(books.checks.length)} phép kiểm tra,{' '}
          {formatCount(books.accounts.length)} tài khoản có dòng sao kê.
        </p>
      ) : (
        <>
          <p>
            <Chip tone="bad" text="Sổ không khớp" /> Báo ngay cho người phụ trách hệ thống, kèm danh
            sách này.
          </p>
          <ul>
            {broken.map(({ name, broken: count, examples }) => (
              <li key={name}>
                <span class="code">{name}</span>: {formatCount(count)} ({examples.join(', ')})
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** What the classes of retention hold; one that a later version adds shows its own name. */
const classWords: Readonly<Record<string, string>> = {
  session: 'Phiên đăng nhập',
  setup_link: 'Liên kết thiết lập',
  recovery_code: 'Mã khôi phục đã dùng',
  known_device: 'Trình duyệt đã biết',
  login_attempt: 'Lần đăng nhập',
  login_throttle: 'Bộ đếm đăng nhập sai',
  idempotency_key: 'Trả lời giữ cho yêu cầu gửi lại',
  mapping_sample: 'Tệp dùng thử mẫu cột',
  statement_upload: 'Lần gửi sao kê trên trang',
  webhook_delivery: 'Lần gửi webhook',
  audit_personal: 'Thông tin cá nhân trong nhật ký',
};

const lawText = (law: string): string =>
  law.replaceAll('Law ', 'Luật ').replaceAll('Decree ', 'Nghị định ');

function Retention({ pastTime, erased, mayErase }: SystemPageProps) {
  const gone = erased?.reduce((sum, { count }) => sum + count, 0);
  const isAnyPast = pastTime.some(({ count }) => count > 0);
  return (
    <section aria-labelledby="luu-tru">
      <h2 id="luu-tru">Thời hạn lưu trữ dữ liệu cá nhân</h2>
      <p class="muted">
        Mỗi ngày làm việc hệ thống tự xóa dữ liệu quá hạn và ghi nhật ký. Chứng cứ về tiền không bao
        giờ bị xóa.
      </p>
      <Told text={gone === undefined ? null : `Đã xóa ${formatCount(gone)} mục quá hạn.`} />
      {mayErase && isAnyPast && (
        <form method="post" action="/quan-tri/he-thong">
          <button type="submit" name="viec" value="xoa-qua-han">
            Xóa ngay dữ liệu quá hạn
          </button>
        </form>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="luu-tru">
        <table>
          <thead>
            <tr>
              <th scope="col">Loại dữ liệu</th>
              <th scope="col">Giữ</th>
              <th scope="col">Căn cứ</th>
              <th scope="col">Quá hạn, chờ xóa</th>
            </tr>
          </thead>
          <tbody>
            {pastTime.map(({ class: name, keepDays, law, before, count }) => (
              <tr key={name}>
                <th scope="row">
                  {classWords[name] ?? name}
                  <span class="sub">{name}</span>
                </th>
                <td>{formatCount(keepDays)} ngày</td>
                <td>{lawText(law)}</td>
                <td>
                  {formatCount(count)}
                  <span class="sub">trước {formatDay(before)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
