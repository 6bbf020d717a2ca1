// A list of units from elsewhere beside ours: what only one of both has comes first, with its reason.
import { compareReasonWords, type ComparedEntry } from '../../oversight/compare-lists.js';
import type { Comparison } from '../../oversight/compare-with-register.js';
import { unitTitle } from '../../units/unit.js';
import { CompareForm } from '../components/compare-form.js';
import { FormError } from '../components/field.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { unitPath } from '../page-query.js';

export interface ComparePageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  /** Null until a list was sent that could be read. */
  readonly compared: Extract<Comparison, { kind: 'compared' }> | null;
  readonly error: string | null;
}

export function ComparePage({ province, who, compared, error }: ComparePageProps) {
  return (
    <Layout {...{ province, who }} title="So sánh danh sách đơn vị">
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/ra-soat-tai-khoan">Rà soát tài khoản thụ hưởng</a>
        <span aria-hidden="true"> › </span>
        <span>So sánh danh sách</span>
      </nav>
      <h1>So sánh danh sách đơn vị</h1>
      <p class="lead">
        Đối chiếu danh sách của Bộ hoặc nơi khác với các đơn vị có tài khoản đang hiệu lực trong hệ
        thống. Danh sách gửi lên không được lưu.
      </p>
      <FormError text={error} />
      {compared && <Result {...compared} />}
      <section class="card send" aria-label="Gửi danh sách">
        {compared && <h2>So sánh danh sách khác</h2>}
        <CompareForm />
      </section>
    </Layout>
  );
}

function Result({ counts, entries }: Extract<Comparison, { kind: 'compared' }>) {
  const of = (side: ComparedEntry['side']) => entries.filter((entry) => entry.side === side);
  return (
    <>
      <p class="notice" role="status">
        Danh sách gửi lên có {formatCount(counts.both + counts.only_theirs)} dòng:{' '}
        {formatCount(counts.both)} có ở cả hai, {formatCount(counts.only_theirs)} chỉ có trong danh
        sách gửi lên. {formatCount(counts.only_ours)} đơn vị chỉ có trong hệ thống.
      </p>
      <section aria-labelledby="chi-gui-len">
        <h2 id="chi-gui-len">Chỉ có trong danh sách gửi lên ({formatCount(counts.only_theirs)})</h2>
        <Theirs entries={of('only_theirs')} />
      </section>
      <section aria-labelledby="chi-he-thong">
        <h2 id="chi-he-thong">Chỉ có trong hệ thống ({formatCount(counts.only_ours)})</h2>
        <Ours entries={of('only_ours')} />
      </section>
      <details class="both">
        <summary>Có ở cả hai ({formatCount(counts.both)})</summary>
        <Theirs entries={of('both')} />
      </details>
    </>
  );
}

interface EntriesProps {
  readonly entries: readonly ComparedEntry[];
}

function Theirs({ entries }: EntriesProps) {
  if (entries.length === 0) return <p class="empty">Không có.</p>;
  return (
    <table class="compared">
      <thead>
        <tr>
          <th scope="col">Dòng</th>
          <th scope="col">Ghi trong danh sách</th>
          <th scope="col">Đơn vị trong hệ thống</th>
          <th scope="col">Lý do</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, at) => (
          <tr key={at}>
            <td>{entry.line}</td>
            <td>
              {entry.theirs?.name} <span class="code">{entry.theirs?.code}</span>
            </td>
            <td>
              <Unit entry={entry} />
            </td>
            <td>
              <Reasons entry={entry} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ours({ entries }: EntriesProps) {
  if (entries.length === 0) return <p class="empty">Không có.</p>;
  return (
    <table class="compared">
      <thead>
        <tr>
          <th scope="col">Đơn vị trong hệ thống</th>
          <th scope="col">Lý do</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, at) => (
          <tr key={at}>
            <td>
              <Unit entry={entry} />
            </td>
            <td>
              <Reasons entry={entry} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type NamedUnit = ComparedEntry['candidates'][number];

/** The unit, or those that a row may mean. */
function Unit({ entry: { unit, candidates } }: { readonly entry: ComparedEntry }) {
  if (unit) return <UnitLink unit={unit} />;
  if (candidates.length === 0) return <>–</>;
  return (
    <>
      <span class="muted">Có thể là:</span>
      {candidates.map((candidate) => (
        <span class="sub" key={candidate.code}>
          <UnitLink unit={candidate} />
        </span>
      ))}
    </>
  );
}

function UnitLink({ unit: { code, name, type } }: { readonly unit: NamedUnit }) {
  return (
    <>
      <a href={`${unitPath(code)}/tai-khoan`}>{unitTitle({ unitName: name, type })}</a>{' '}
      <span class="code">{code}</span>
    </>
  );
}

function Reasons({ entry: { reasons } }: { readonly entry: ComparedEntry }) {
  return (
    <>
      {reasons.map((reason) => (
        <p class="reason" key={reason}>
          {compareReasonWords[reason]}
        </p>
      ))}
    </>
  );
}
