// Everything that was proposed of a unit's month, by whom, what became of it, and on what it rests.
import { formatInstant } from '../../calendar.js';
import type { ProposedMonth } from '../../sign-off/month-store.js';
import { proposedStateOf, versionOf, type ProposedState } from '../../sign-off/standing.js';

const stateWords: Readonly<Record<ProposedState, string>> = {
  pending: 'Chờ ký',
  signed: 'Đã ký',
  refused: 'Bị trả lại',
  withdrawn: 'Đã rút lại',
  reopened: 'Đã ký, đã mở lại',
};

export function MonthHistory({ proposals }: { readonly proposals: readonly ProposedMonth[] }) {
  if (proposals.length === 0) return null;
  return (
    <section aria-labelledby="qua-trinh">
      <h2 id="qua-trinh">Quá trình</h2>
      {proposals.map((month) => (
        <Course key={month.id} month={month} />
      ))}
    </section>
  );
}

function Course({ month }: { readonly month: ProposedMonth }) {
  const { maker, madeAt, remark, decision, reopening, evidenceSha256, chainHead } = month;
  const version = versionOf(month);
  return (
    <article>
      <h3>
        {version > 0 && `Phiên bản ${String(version)}: `}
        {stateWords[proposedStateOf(month)]}
      </h3>
      <ol class="course">
        <li>
          Lập: <strong>{maker.name}</strong> <span class="muted">{formatInstant(madeAt)}</span>
          {remark !== null && <p class="reason">“{remark}”</p>}
        </li>
        {decision && (
          <li>
            {stateWords[decision.outcome]}: <strong>{(decision.checker ?? maker).name}</strong>{' '}
            <span class="muted">{formatInstant(decision.decidedAt)}</span>
            {decision.reason !== null && <p class="reason">“{decision.reason}”</p>}
          </li>
        )}
        {reopening && (
          <li>
            Mở lại: <strong>{reopening.officer.name}</strong>{' '}
            <span class="muted">{formatInstant(reopening.at)}</span>
            <p class="reason">“{reopening.reason}”</p>
          </li>
        )}
      </ol>
      <p class="sub">
        Bằng chứng ({String(month.itemCount)} mục):{' '}
        <a href={`/api/v1/unit-months/${month.id}/evidence`} download>
          tải danh sách
        </a>
        , SHA-256 <span class="code">{evidenceSha256}</span>
        {chainHead && (
          <>
            {' '}
            · đầu chuỗi nhật ký {chainHead.seq} <span class="code">{chainHead.chain}</span>
          </>
        )}
      </p>
    </article>
  );
}
