// Statements on paper: what waits for whoever looks, what waits for somebody else, what was decided.
import { formatDay, formatInstant } from '../../calendar.js';
import type { ListedPaper } from '../../statements/paper-store.js';
import { Chip, type Tone } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';

export interface PapersPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly forMe: readonly ListedPaper[];
  readonly forOthers: readonly ListedPaper[];
  readonly decided: readonly ListedPaper[];
  readonly unitNames: ReadonlyMap<string, string>;
}

const words = {
  pending: 'Chờ xác nhận',
  confirmed: 'Đã xác nhận',
  refused: 'Bị từ chối',
  withdrawn: 'Người nhập rút lại',
} as const;
const tones = {
  pending: 'wait',
  confirmed: 'good',
  refused: 'bad',
  withdrawn: 'plain',
} as const satisfies Readonly<Record<string, Tone>>;

export function PaperState({ paper }: { readonly paper: Pick<ListedPaper, 'decision'> }) {
  const state = paper.decision?.outcome ?? 'pending';
  return <Chip tone={tones[state]} text={words[state]} />;
}

export function PapersPage({ province, who, unitNames, ...papers }: PapersPageProps) {
  const { forMe, forOthers, decided } = papers;
  return (
    <Layout {...{ province, who }} title="Sao kê giấy">
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/sao-ke">Sao kê</a>
        <span aria-hidden="true"> › </span>
        <span>Sao kê giấy</span>
      </nav>
      <h1>Sao kê giấy</h1>
      <p class="lead">
        Dành cho đơn vị chỉ có sao kê bằng giấy hoặc PDF: một người nhập kèm bản quét, người thứ hai
        so từng dòng rồi xác nhận. Trước khi xác nhận, số liệu chưa được tính.{' '}
        <a href="/sao-ke-giay/nhap">Nhập sao kê giấy</a>
      </p>
      <section aria-labelledby="cho-toi">
        <h2 id="cho-toi">Chờ tôi xác nhận ({formatCount(forMe.length)})</h2>
        {forMe.length === 0 ? (
          <p class="empty">Không có sao kê nào chờ bạn xác nhận.</p>
        ) : (
          <Papers papers={forMe} unitNames={unitNames} />
        )}
      </section>
      {forOthers.length > 0 && (
        <section aria-labelledby="cho-khac">
          <h2 id="cho-khac">Chờ người khác ({formatCount(forOthers.length)})</h2>
          <Papers papers={forOthers} unitNames={unitNames} />
        </section>
      )}
      {decided.length > 0 && (
        <section aria-labelledby="da-xong">
          <h2 id="da-xong">Đã quyết định, đã rút lại</h2>
          <Papers papers={decided} unitNames={unitNames} />
        </section>
      )}
    </Layout>
  );
}

function Papers(props: {
  readonly papers: readonly ListedPaper[];
  readonly unitNames: ReadonlyMap<string, string>;
}) {
  return (
    <div class="scroll">
      <table class="papers-list">
        <thead>
          <tr>
            <th scope="col">Tài khoản</th>
            <th scope="col">Kỳ</th>
            <th scope="col">Tình trạng</th>
            <th scope="col">Người nhập</th>
            <th scope="col">Người xác nhận</th>
          </tr>
        </thead>
        <tbody>
          {props.papers.map((paper) => (
            <tr key={paper.id}>
              <th scope="row">
                <a href={`/sao-ke-giay/${paper.id}`}>{paper.account.number}</a>
                <span class="sub">
                  {paper.unitCodes.map((code) => props.unitNames.get(code) ?? code).join(', ')}
                </span>
              </th>
              <td>
                {formatDay(paper.periodFrom)} – {formatDay(paper.periodTo)}
                <span class="sub">{formatCount(paper.lineCount)} dòng</span>
              </td>
              <td>
                <PaperState paper={paper} />
              </td>
              <td>
                {paper.maker.name}
                <span class="sub">{formatInstant(paper.madeAt)}</span>
              </td>
              <td>
                {paper.decision && (
                  <>
                    {paper.decision.checker?.name}
                    <span class="sub">{formatInstant(paper.decision.decidedAt)}</span>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
