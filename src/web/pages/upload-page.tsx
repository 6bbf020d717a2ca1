// One upload of statements: how far it is, then what became of each file, or why nothing was taken.
import { formatInstant } from '../../calendar.js';
import type { RunPhase } from '../../reconciliation/run-reconciliation.js';
import type { ReconciliationRun } from '../../reconciliation/run-store.js';
import { stateWords, warningText } from '../../statements/statement-words.js';
import type { StatementUpload, UploadedStatement } from '../../statements/upload-store.js';
import { followScriptUrl } from '../assets.js';
import { Follow } from '../components/follow.js';
import { ImportRefusal } from '../components/import-refusal.js';
import { Chip, type Tone } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { phaseWords, runStateWords, uploadStateWords } from '../run-words.js';
import type { UploadProgress } from '../watched-upload.js';

export interface UploadPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly upload: StatementUpload;
  /** Null where nothing is read yet, or by another process. */
  readonly progress: UploadProgress | null;
  /** The matching that follows. */
  readonly run: ReconciliationRun | null;
  readonly phase: RunPhase | null;
  readonly mayPropose: boolean;
}

export function UploadPage(props: UploadPageProps) {
  const { province, who, upload, run, mayPropose } = props;
  const isUnderWay = upload.state === 'running' || run?.state === 'running';
  return (
    <Layout {...{ province, who }} title="Lần gửi sao kê">
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/sao-ke">Sao kê</a>
        <span aria-hidden="true"> › </span>
        <a href="/sao-ke/nhap">Nhập sao kê</a>
        <span aria-hidden="true"> › </span>
        <span>Lần gửi {formatInstant(upload.askedAt)}</span>
      </nav>
      <h1>Lần gửi sao kê {formatInstant(upload.askedAt)}</h1>
      <Follow isUnderWay={isUnderWay}>
        <Reading {...props} />
        {upload.problem && <ImportRefusal problem={upload.problem} />}
        {upload.problem && mayPropose && (
          <p>
            Bảng mà hệ thống chưa nhận ra thì đọc theo <a href="/mau-cot">mẫu cột đã xác nhận</a>.
          </p>
        )}
        {upload.statements && <Statements statements={upload.statements} />}
        <Matching {...props} />
      </Follow>
      <p class="note">
        <a href="/sao-ke/nhap">Gửi sao kê khác</a>
      </p>
      {isUnderWay && <script type="module" src={followScriptUrl} />}
    </Layout>
  );
}

function Reading({ upload, progress }: UploadPageProps) {
  const { state, files } = upload;
  return (
    <>
      <p>
        <Chip {...uploadStateWords[state]} /> {formatCount(files.length)} tệp:{' '}
        <span class="long">{files.map(({ name }) => name).join(', ')}</span>
      </p>
      {state === 'running' && (
        <>
          {progress && (
            <p>
              <progress
                max={files.length}
                value={progress.fileNo - 1}
                aria-label="Số tệp đã đọc xong"
              />{' '}
              Đang đọc tệp {formatCount(progress.fileNo)}/{formatCount(files.length)}:{' '}
              <span class="long">{progress.file}</span>
            </p>
          )}
          <p class="muted">Có thể đóng trang này: hệ thống vẫn đọc tiếp và giữ kết quả ở đây.</p>
        </>
      )}
      {state === 'interrupted' && (
        <p class="form-error">Máy chủ dừng khi đang đọc. Không có gì được lưu; hãy gửi lại.</p>
      )}
    </>
  );
}

const toneOf = (state: string): Tone =>
  state === 'balanced' || state === 'duplicate'
    ? 'good'
    : state === 'quarantined' || state === 'overlap'
      ? 'bad'
      : 'doubt';

function Statements({ statements }: { readonly statements: readonly UploadedStatement[] }) {
  return (
    <section aria-labelledby="ket-qua">
      <h2 id="ket-qua">Kết quả</h2>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="ket-qua">
        <table>
          <thead>
            <tr>
              <th scope="col">Tệp</th>
              <th scope="col">Số dòng</th>
              <th scope="col">Tình trạng</th>
            </tr>
          </thead>
          <tbody>
            {statements.map(({ id, file, statementIndex, lineCount, known, state, ...more }) => (
              <tr key={`${id} ${file} ${String(statementIndex)}`}>
                <th scope="row" class="long">
                  <a href={`/sao-ke/${id}`}>{file}</a>
                </th>
                <td>
                  {formatCount(lineCount)} dòng, {formatCount(more.new)} mới, {formatCount(known)}{' '}
                  đã có
                </td>
                <td>
                  <Chip tone={toneOf(state)} text={stateWords[state] ?? state} />
                  {more.warnings.map((code) => (
                    <span key={code} class="sub">
                      {warningText(code)}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Matching({ run, phase }: UploadPageProps) {
  if (!run) return null;
  const { state } = run;
  return (
    <section aria-labelledby="doi-chieu">
      <h2 id="doi-chieu">Đối chiếu</h2>
      <p>
        <Chip {...runStateWords[state]} />{' '}
        {state === 'running' && (phase === null ? 'đang đối chiếu' : phaseWords[phase])}
        {state === 'done' && (
          <>
            Đã đối chiếu xong. Xem <a href="/doi-soat">các khớp chờ xác nhận</a>.
          </>
        )}
        {(state === 'failed' || state === 'interrupted' || state === 'cancelled') &&
          'Sao kê đã được lưu; lần đối chiếu sau sẽ dùng đến, chậm nhất 07:00 ngày làm việc tới.'}
      </p>
    </section>
  );
}
