// The life of proposals and versions: every state with every act, and each status at its instants.
import {
  moved,
  proposalActs,
  proposalStates,
  effectOf,
  type ProposalAct,
  type ProposalState,
} from '../../src/beneficiary-accounts/proposal.js';
import {
  isLegalForVersion,
  versionActs,
  versionStatusAt,
  versionStatuses,
  versionStatusWords,
  type VersionAct,
  type VersionLife,
  type VersionStatus,
} from '../../src/beneficiary-accounts/version-life.js';

const legalMoves: readonly (readonly [ProposalState, ProposalAct, ProposalState])[] = [
  ['draft', 'edit', 'draft'],
  ['draft', 'attach', 'draft'],
  ['draft', 'submit', 'pending_approval'],
  ['draft', 'withdraw', 'withdrawn'],
  ['pending_approval', 'edit', 'draft'],
  ['pending_approval', 'attach', 'draft'],
  ['pending_approval', 'withdraw', 'withdrawn'],
  ['pending_approval', 'approve', 'approved'],
  ['pending_approval', 'reject', 'rejected'],
];

test('a proposal moves as the table says, and every other move is refused', () => {
  const found = proposalStates.flatMap((from) =>
    proposalActs.flatMap((act) => {
      const to = moved(act, from);
      return to === undefined ? [] : [`${from} ${act} ${to}`];
    }),
  );
  expect(found.sort()).toEqual(legalMoves.map((move) => move.join(' ')).sort());
});

const legalActs: Readonly<Record<VersionStatus, readonly VersionAct[]>> = {
  draft: [],
  pending_approval: [],
  withdrawn: [],
  rejected: [],
  approved: ['stop'],
  active: ['replace', 'close', 'suspend'],
  vouched: ['replace', 'close', 'suspend'],
  suspended: ['replace', 'close', 'resume'],
  watch: ['mark_closed'],
  closed: [],
};

test.each(versionStatuses)('%s: what may be done, and nothing else', (status) => {
  const legal = versionActs.filter((act) => isLegalForVersion(act, status));
  expect(legal).toEqual(versionActs.filter((act) => legalActs[status].includes(act)));
  expect(versionStatusWords[status]).not.toBe('');
});

const at = (text: string): Date => new Date(`${text}+07:00`);
const decided: VersionLife = {
  origin: 'approved',
  validFrom: '2026-05-21',
  validTo: '2026-07-01',
  activatesAt: at('2026-05-21T10:00:00'),
  stoppedAt: null,
  events: [
    { event: 'suspended', at: at('2026-06-01T09:00:00'), onDay: null },
    { event: 'resumed', at: at('2026-06-03T09:00:00'), onDay: null },
    { event: 'closed', at: at('2026-08-02T09:00:00'), onDay: '2026-08-01' },
  ],
};

test.each<[string, VersionStatus]>([
  ['2026-05-21T09:59:59', 'approved'],
  ['2026-05-21T10:00:00', 'active'],
  ['2026-06-01T08:59:59', 'active'],
  ['2026-06-01T09:00:00', 'suspended'],
  ['2026-06-03T09:00:00', 'active'],
  ['2026-06-30T23:59:59', 'active'],
  ['2026-07-01T00:00:00', 'watch'],
  ['2026-07-31T23:59:59', 'watch'],
  ['2026-08-01T00:00:00', 'closed'],
])('what two people decided is at %s %s', (instant, status) => {
  expect(versionStatusAt(decided, at(instant))).toBe(status);
});

test('a stopped change is rejected from then on, whatever its days', () => {
  const stopped = { ...decided, stoppedAt: at('2026-05-20T12:00:00') };
  expect(versionStatusAt(stopped, at('2026-05-20T11:59:59'))).toBe('approved');
  expect(versionStatusAt(stopped, at('2026-07-02T00:00:00'))).toBe('rejected');
});

test('what a take-over brought is vouched for, never approved, until its last day', () => {
  const brought: VersionLife = {
    ...{ origin: 'vouched', validFrom: '2027-01-01', validTo: null },
    ...{ activatesAt: null, stoppedAt: null, events: [] },
  };
  expect(versionStatusAt(brought, at('2026-01-01T00:00:00'))).toBe('vouched');
  const ended = { ...brought, validTo: '2027-02-01' };
  expect(versionStatusAt(ended, at('2027-01-31T23:59:59'))).toBe('vouched');
  expect(versionStatusAt(ended, at('2027-02-01T00:00:00'))).toBe('watch');
});

test('a change holds from the later of the day asked for and the end of the cooling-off', () => {
  const decision = { at: at('2026-05-20T15:00:00'), coolingOffHours: 24, presentFrom: null };
  const asked = (askedOn: string | null, presentFrom: string | null = null) => {
    const { effectiveOn, activatesAt } = effectOf({ ...decision, askedOn, presentFrom });
    return [effectiveOn, activatesAt];
  };
  const cooled = at('2026-05-21T15:00:00');
  expect(asked(null)).toEqual(['2026-05-21', cooled]);
  expect(asked('2026-01-01')).toEqual(['2026-05-21', cooled]);
  expect(asked('2026-05-22')).toEqual(['2026-05-22', at('2026-05-22T00:00:00')]);
  // never the first day of the version before, which would have held on no day
  expect(asked(null, '2026-05-21')).toEqual(['2026-05-22', at('2026-05-22T00:00:00')]);
});
