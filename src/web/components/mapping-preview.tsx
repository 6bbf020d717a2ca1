// The first rows of a file as printed and as read, what would become of each, and its own totals.
import { formatDay } from '../../calendar.js';
import type { MappingPreview, PreviewRow } from '../../mappings/preview.js';
import { formatMoney } from '../../money.js';
import { stateWords, warningText } from '../../statements/statement-words.js';
import { formatCount } from '../count.js';
import {
  kindWords,
  previewStateWords,
  readDays,
  readMoney,
  readWords,
  reasonInWords,
  totalWords,
} from '../mapping-words.js';
import { Chip } from './tone.js';

const tones = { new: 'good', known: 'wait', refused: 'bad' } as const;

export function MappingPreviewTable({ preview }: { readonly preview: MappingPreview }) {
  const { counts, rows, totals, states } = preview;
  return (
    <section class="preview" aria-labelledby="xem-truoc">
      <h2 id="xem-truoc">Xem trước</h2>
      <p role="status">
        {formatCount(counts.new)} dòng mới, {formatCount(counts.known)} dòng đã có,{' '}
        {formatCount(counts.refused)} dòng từ chối. Chưa có gì được lưu.
      </p>
      {states.map((state, at) => (
        <p key={at}>Khi nhập, sao kê sẽ là: {willBe(state)}.</p>
      ))}
      {states.length > 0 && <Found warnings={preview.warnings} />}
      <Totals totals={totals} />
      {rows.length === 0 ? (
        <p class="empty">Không có dòng nào dưới dòng tiêu đề.</p>
      ) : (
        <div class="wide">
          <table class="preview-rows">
            <thead>
              <tr>
                <th scope="col">Dòng</th>
                <th scope="col">Kết quả</th>
                {membersOf(rows).map((member) => (
                  <th key={member} scope="col" class={readMoney.has(member) ? 'money' : ''}>
                    {readWords[member] ?? member}
                  </th>
                ))}
                <th scope="col">Trong tệp</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.line} row={row} members={membersOf(rows)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Refused preview={preview} />
    </section>
  );
}

function willBe(state: string): string {
  return state === 'refused'
    ? 'không nhập được vì có dòng bị từ chối'
    : (stateWords[state] ?? state);
}

/** What the checks of a statement find; each begins with its code. */
function Found({ warnings }: Pick<MappingPreview, 'warnings'>) {
  const codes = new Set(warnings.map((warning) => warning.split(':')[0] ?? ''));
  return (
    <ul class="found">
      {[...codes].map((code) => (
        <li key={code}>{warningText(code)}</li>
      ))}
    </ul>
  );
}

function membersOf(rows: readonly PreviewRow[]): string[] {
  return Object.keys(readWords).filter((member) =>
    rows.some(({ read }) => (read?.[member] ?? null) !== null),
  );
}

function Row({ row, members }: { readonly row: PreviewRow; readonly members: readonly string[] }) {
  const { line, state, read, cells, reasons } = row;
  return (
    <tr class={state}>
      <th scope="row">{formatCount(line)}</th>
      <td>
        <Chip tone={tones[state]} text={previewStateWords[state]} />
        {reasons.map(({ column, detail }, at) => (
          <span key={at} class="sub">
            {column !== undefined && `${column}: `}
            {reasonInWords(detail)}
          </span>
        ))}
      </td>
      {members.map((member) => (
        <td key={member} class={readMoney.has(member) ? 'money' : ''}>
          {readText(member, read?.[member] ?? null)}
        </td>
      ))}
      <td class="as-printed">
        {cells.map(({ column, printed, wrong }) => (
          <span key={column} class={wrong ? 'wrong' : ''} title={column}>
            {printed === '' ? '–' : printed}
          </span>
        ))}
      </td>
    </tr>
  );
}

function readText(member: string, value: string | null): string {
  if (value === null) return '–';
  if (readMoney.has(member)) return formatMoney(BigInt(value));
  if (readDays.has(member)) return formatDay(value);
  return member === 'kind' ? (kindWords[value] ?? value) : value;
}

function Totals({ totals }: Pick<MappingPreview, 'totals'>) {
  if (totals.length === 0) return <p class="muted">Tệp không ghi tổng.</p>;
  return (
    <ul class="totals-told">
      {totals.map(({ column, printed, summed, agrees }) => (
        <li key={column}>
          <Chip tone={agrees ? 'good' : 'bad'} text={agrees ? 'Khớp tổng' : 'Lệch tổng'} />{' '}
          {totalWords[column] ?? column}: tệp ghi {formatMoney(BigInt(printed))}
          {!agrees && summed !== null && `, các dòng cộng lại ${formatMoney(BigInt(summed))}`}
          {summed === null && ', có dòng không đọc được'}
        </li>
      ))}
    </ul>
  );
}

/** Refused rows that are not among the first ones. */
function Refused({ preview }: { readonly preview: MappingPreview }) {
  const shown = new Set(preview.rows.map(({ line }) => line));
  const others = preview.refused.filter(({ line }) => line === undefined || !shown.has(line));
  if (others.length === 0) return null;
  return (
    <ul class="row-errors">
      {others.map(({ line, column, detail }, at) => (
        <li key={at}>
          {line !== undefined && <strong>Dòng {formatCount(line)}</strong>}{' '}
          {column !== undefined && <span class="code">{column}</span>} {reasonInWords(detail)}
        </li>
      ))}
    </ul>
  );
}
