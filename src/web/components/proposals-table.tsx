// Proposals to change accounts, a line each.
import {
  proposalStateOf,
  type AccountChange,
  type Proposal,
  type ProposalState,
} from '../../beneficiary-accounts/proposal.js';
import { versionStatusWords } from '../../beneficiary-accounts/version-life.js';
import { formatInstant } from '../../calendar.js';
import { Chip, type Tone } from './tone.js';

export const changeWords: Readonly<Record<AccountChange, string>> = {
  declare: 'Khai báo, thay đổi tài khoản',
  close: 'Ngừng sử dụng tài khoản',
  resume: 'Sử dụng lại tài khoản tạm dừng',
};

const stateTones: Readonly<Record<ProposalState, Tone>> = {
  draft: 'plain',
  pending_approval: 'wait',
  approved: 'good',
  rejected: 'bad',
  withdrawn: 'plain',
};

export function ProposalState({ proposal }: { readonly proposal: Proposal }) {
  const state = proposalStateOf(proposal);
  const words = state === 'approved' ? 'Đã duyệt' : versionStatusWords[state];
  return <Chip tone={stateTones[state]} text={words} />;
}

export function proposalPath(id: string): string {
  return `/de-nghi/${encodeURIComponent(id)}`;
}

export function ProposalsTable(props: {
  readonly proposals: readonly Proposal[];
  /** Names of the units by code; none on a unit's own page. */
  readonly unitNames?: ReadonlyMap<string, string>;
}) {
  const { proposals, unitNames } = props;
  return (
    <table class="proposals">
      <thead>
        <tr>
          {unitNames && <th scope="col">Đơn vị</th>}
          <th scope="col">Đề nghị</th>
          <th scope="col">Tình trạng</th>
          <th scope="col">Người lập</th>
          <th scope="col">Người quyết định</th>
        </tr>
      </thead>
      <tbody>
        {proposals.map((proposal) => (
          <tr key={proposal.id}>
            {unitNames && <td>{unitNames.get(proposal.unitCode) ?? proposal.unitCode}</td>}
            <th scope="row">
              <a href={proposalPath(proposal.id)}>{changeWords[proposal.change]}</a>
              {proposal.purpose !== 'default' && (
                <span class="sub">Mục đích: {proposal.purpose}</span>
              )}
            </th>
            <td>
              <ProposalState proposal={proposal} />
            </td>
            <td>
              {proposal.maker.name}
              <span class="sub">{formatInstant(proposal.submittedAt ?? proposal.madeAt)}</span>
            </td>
            <td>
              {proposal.decision && (
                <>
                  {proposal.decision.checker.name}
                  <span class="sub">{formatInstant(proposal.decision.decidedAt)}</span>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
