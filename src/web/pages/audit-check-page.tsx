// Where the chain of the audit trail stands, to be printed and kept, and what a check of it found.
import type { AuditVerdict } from '../../audit/verify-audit.js';
import { formatInstant } from '../../calendar.js';
import { findingWords } from '../audit-words.js';
import { AdminTrail } from '../components/admin-trail.js';
import { Field } from '../components/field.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface AuditCheckSaid {
  readonly verdict?: AuditVerdict;
  /** Whether there were anchors outside the database to compare with. */
  readonly hasFile?: boolean;
  readonly error?: string;
  readonly typed?: string;
}

export interface AuditCheckPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly at: Date;
  readonly head: { readonly text: string; readonly sealedAt: Date } | null;
  readonly anchorNo: string | null;
  readonly said: AuditCheckSaid;
}

export function AuditCheckPage(props: AuditCheckPageProps) {
  const { province, who, said } = props;
  const via = [{ href: '/quan-tri/nhat-ky', title: 'Nhật ký' }];
  return (
    <Layout {...{ province, who }} title="Kiểm tra chuỗi nhật ký">
      <AdminTrail via={via} here="Kiểm tra chuỗi" />
      <h1>Kiểm tra chuỗi nhật ký</h1>
      {said.verdict && <Verdict verdict={said.verdict} hasFile={said.hasFile === true} />}
      <form method="post" action="/quan-tri/nhat-ky/kiem-tra" class="admin-form">
        <Field
          id="dau-chuoi"
          label="Đầu chuỗi đã in trước đây"
          hint="Có thể để trống. Nếu nhập, hệ thống kiểm tra đầu chuỗi ấy vẫn còn trong chuỗi."
          autocomplete="off"
          maxLength={100}
          value={said.typed ?? ''}
          error={said.error ?? null}
          isOptional
        />
        <button class="primary" type="submit">
          Kiểm tra toàn bộ nhật ký
        </button>
      </form>
      <Head {...props} />
    </Layout>
  );
}

function Verdict({ verdict, hasFile }: { verdict: AuditVerdict; hasFile: boolean }) {
  const { ok, sealed, unsealed, anchors, findings } = verdict;
  return (
    <section aria-labelledby="ket-qua" role="status">
      <h2 id="ket-qua">Kết quả</h2>
      <p>
        {ok ? (
          <Chip tone="good" text="Nhật ký còn nguyên như khi được ghi" />
        ) : (
          <Chip tone="bad" text="Nhật ký không còn nguyên vẹn" />
        )}
      </p>
      <p>
        Đã kiểm tra {formatCount(sealed)} sự kiện trong chuỗi, {formatCount(unsealed)} sự kiện đang
        chờ niêm, {formatCount(anchors)} mốc neo trong cơ sở dữ liệu
        {hasFile ? ' và tệp mốc neo ngoài cơ sở dữ liệu.' : '; không có tệp mốc neo bên ngoài.'}
      </p>
      {!ok && (
        <>
          <ol class="row-errors">
            {findings.slice(0, 20).map(({ kind, seq, eventId }, at) => (
              <li key={at}>
                {findingWords[kind]}
                {seq !== null && `, số thứ tự ${seq}`}
                {eventId !== null && (
                  <>
                    {' '}
                    <a href={`/quan-tri/nhat-ky/${eventId}`}>sự kiện {eventId}</a>
                  </>
                )}
              </li>
            ))}
          </ol>
          <p class="form-error">
            Không thay đổi gì thêm. Giữ lại trang này, tệp audit-anchors.ndjson, một bản sao cơ sở
            dữ liệu và báo ngay cho người phụ trách an toàn thông tin.
          </p>
        </>
      )}
    </section>
  );
}

function Head({ head, anchorNo, at }: AuditCheckPageProps) {
  return (
    <section aria-labelledby="dau">
      <h2 id="dau">Đầu chuỗi để in và lưu</h2>
      {head === null ? (
        <p class="empty">Chưa có sự kiện nào được niêm.</p>
      ) : (
        <div class="notice">
          <p class="typed">{head.text}</p>
          <p>
            Niêm lúc {formatInstant(head.sealedAt)}
            {anchorNo !== null && `; mốc neo gần nhất số ${anchorNo}`}. In lúc {formatInstant(at)}.
          </p>
          <p>
            In trang này, ký và giữ ngoài hệ thống: sau này nhập lại đầu chuỗi ở trên để biết có ai
            đã sửa hoặc cắt bớt nhật ký.
          </p>
        </div>
      )}
    </section>
  );
}
