// One reconciliation run: how far it is, taken back while it runs, and its result.
import { formatInstant } from '../../calendar.js';
import type { RunPhase } from '../../reconciliation/run-reconciliation.js';
import type { ReconciliationRun } from '../../reconciliation/run-store.js';
import { followScriptUrl } from '../assets.js';
import { AdminTrail } from '../components/admin-trail.js';
import { FormError } from '../components/field.js';
import { Follow } from '../components/follow.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';
import { askedByText, phaseWords, runStateWords } from '../run-words.js';

export interface RunPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly run: ReconciliationRun;
  /** Null where it is not under way in this process. */
  readonly phase: RunPhase | null;
  readonly mayRun: boolean;
  readonly error: string | null;
}

export function RunPage(props: RunPageProps) {
  const { province, who, run, mayRun, error } = props;
  const isUnderWay = run.state === 'running';
  const via = [{ href: '/quan-tri/doi-chieu', title: 'Phiên đối chiếu' }];
  return (
    <Layout {...{ province, who }} title={`Phiên đối chiếu ${run.id}`}>
      <AdminTrail via={via} here={`Phiên ${run.id}`} />
      <h1>Phiên đối chiếu {run.id}</h1>
      <FormError text={error} />
      <p>
        Bắt đầu {formatInstant(run.startedAt)}, {askedByText(run.askedBy)} yêu cầu.
      </p>
      <Follow isUnderWay={isUnderWay}>
        <State {...props} />
        {isUnderWay && mayRun && (
          <form method="post" action={`/quan-tri/doi-chieu/${run.id}`}>
            <button type="submit">Dừng phiên này</button>
          </form>
        )}
      </Follow>
      {isUnderWay && <script type="module" src={followScriptUrl} />}
    </Layout>
  );
}

function State({ run, phase }: RunPageProps) {
  const { state, finishedAt, cancelledAt, cancelledBy, failedBecause } = run;
  return (
    <>
      <p>
        <Chip {...runStateWords[state]} />{' '}
        {state === 'running' && (phase === null ? 'đang chạy ở máy khác' : phaseWords[phase])}
        {state === 'done' && finishedAt && `lúc ${formatInstant(finishedAt)}`}
        {cancelledAt && `lúc ${formatInstant(cancelledAt)}, ${askedByText(cancelledBy)} dừng`}
        {failedBecause !== null && <span class="code">{failedBecause}</span>}
      </p>
      {(state === 'cancelled' || state === 'failed' || state === 'interrupted') && (
        <p>Không có kết quả nào của phiên này được ghi.</p>
      )}
      {state === 'done' && <Result run={run} />}
    </>
  );
}

function Result({ run }: { readonly run: ReconciliationRun }) {
  const rows: readonly (readonly [string, number | null])[] = [
    ['Khớp mới', run.added],
    ['Không còn khớp', run.ended],
    ['Tổng số khớp đã xác nhận', run.confirmed],
    ['Tổng số khớp chờ xác nhận', run.proposed],
    ['Dòng chưa dò hết', run.notSearched],
  ];
  return (
    <dl class="about">
      {rows.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count === null ? 'không ghi' : formatCount(count)}</dd>
        </div>
      ))}
      <div>
        <dt>Bản quy tắc</dt>
        <dd>
          <a href="/quy-tac">{run.ruleSet ?? 'không ghi'}</a>
        </dd>
      </div>
    </dl>
  );
}
