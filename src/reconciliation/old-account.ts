// Money in an account that its unit had given up: which account that was, which one was right on the
// day of payment, and whose it is to explain. Until the platform confirmed the change it is the
// platform's own (the ministry's), from then on the Department's.
import type { LocalDate } from '../calendar.js';
import { groupBy } from '../group-by.js';
import { sumMoney, type Money } from '../money.js';
import { isRightAccount, type Credit } from './book.js';
import { holdsWithin } from './coverage-reading.js';
import type { ExpectedPayment } from './expected-credits.js';
import type { AccountFact, PlatformWordFact } from './facts.js';
import type { DiscrepancyReading, NamedAccount, OldAccountReading } from './reading.js';
import type { SettlementContext } from './settlement.js';

/** The accounts of a payment whose money is in a former one; undefined where no credit says so. */
export function oldAccountOf(
  payment: ExpectedPayment,
  context: SettlementContext,
  words: readonly PlatformWordFact[],
): OldAccountReading | undefined {
  for (const credit of payment.credits) {
    const old = formerVersion(credit, context);
    if (!old) continue;
    const right = rightVersion(old, credit, context);
    const platform = payment.gateway.name;
    const known = wordOn(old, {
      platform,
      paidOn: credit.paidOn,
      versions: context.accountsOf(old.unitCode),
      words: words.filter((word) => word.platform === platform && word.onDay <= context.asOfDay),
    });
    const knew =
      known.platformWord === 'confirmed' && (known.platformWordOn ?? '') <= credit.paidOn;
    return {
      owner: knew ? 'department_of_justice' : 'ministry',
      oldAccount: named(old),
      rightAccount: right ? named(right) : null,
      platform,
      ...known,
    };
  }
  return undefined;
}

/** The version of the unit that the credit's money came into although it did not hold then. */
function formerVersion(credit: Credit, context: SettlementContext): AccountFact | undefined {
  const { lines } = context.evidenceOf(credit);
  if (lines.some((line) => isRightAccount(credit, line))) return undefined;
  const held = lines
    .flatMap((line) => context.versionsOn(line.bankAccountId))
    .filter((version) => version.unitCode === credit.unitCode);
  const ended = held.filter(({ validTo }) => validTo !== null && validTo <= credit.paidOn);
  const last = [...ended].sort(byEnd).at(-1);
  return last ?? held[0];
}

function byEnd(one: AccountFact, other: AccountFact): number {
  return (one.validTo ?? '') < (other.validTo ?? '') ? -1 : 1;
}

/** The version that held when the payment was made: of the same purpose, else the default's. */
function rightVersion(
  old: AccountFact,
  credit: Credit,
  context: SettlementContext,
): AccountFact | undefined {
  const own = context.accountsOf(old.unitCode);
  const on = (from: LocalDate, to: LocalDate) =>
    own.filter((version) => holdsWithin(version, from, to));
  const candidates = [...on(credit.paidOn, credit.paidOn), ...on(credit.paidOn, credit.dueOn)];
  return (
    candidates.find(({ purpose }) => purpose === old.purpose) ??
    candidates.find(({ purpose }) => purpose === 'default') ??
    candidates[0]
  );
}

type Known = Pick<OldAccountReading, 'platformWord' | 'platformWordOn'>;

/** What a platform knew of an account being given up: that it ends, or that one after it begins. */
function wordOn(
  old: AccountFact,
  asked: {
    readonly platform: string;
    readonly paidOn: LocalDate;
    readonly versions: readonly AccountFact[];
    readonly words: readonly PlatformWordFact[];
  },
): Known {
  const { validTo } = old;
  const next = asked.versions.filter(
    ({ purpose, validFrom }) =>
      purpose === old.purpose &&
      validTo !== null &&
      validFrom !== null &&
      validFrom >= validTo &&
      validFrom <= asked.paidOn,
  );
  const begun = new Set(next.map(({ versionId }) => versionId));
  const said = asked.words.filter(({ versionId, change }) =>
    change === 'ends' ? versionId === old.versionId : begun.has(versionId),
  );
  if (said.length === 0) return { platformWord: 'none', platformWordOn: null };
  const first = (wanted: 'told' | 'confirmed') =>
    said
      .filter(({ word }) => word === wanted)
      .map(({ onDay }) => onDay)
      .sort()[0];
  const confirmedOn = first('confirmed');
  return confirmedOn === undefined
    ? { platformWord: 'told', platformWordOn: first('told') ?? null }
    : { platformWord: 'confirmed', platformWordOn: confirmedOn };
}

function named({ number, bankBin, validFrom, validTo }: AccountFact): NamedAccount {
  return { account: number, bankBin, validFrom, validTo };
}

/** A payment among those of one discrepancy. */
interface Member {
  readonly paidAt?: Date;
  readonly amount: Money;
  readonly oldAccount?: OldAccountReading;
}

/** Whose the whole is, where members have different owners: the newest one's, who can still act. */
export function ownerOfNewest(members: readonly Member[]): OldAccountReading['owner'] | undefined {
  const at = ({ paidAt }: Member): number => paidAt?.getTime() ?? 0;
  const known = members.filter(({ oldAccount }) => oldAccount !== undefined);
  return [...known].sort((one, other) => at(one) - at(other)).at(-1)?.oldAccount?.owner;
}

/** Members by the change of account that they missed, apart by who is to explain them. */
export function byChange(
  members: readonly Member[],
): NonNullable<DiscrepancyReading['oldAccounts']> {
  const known = members.flatMap(({ oldAccount, amount }) =>
    oldAccount ? [{ oldAccount, amount }] : [],
  );
  const groups = groupBy(known, ({ oldAccount }) => JSON.stringify(oldAccount));
  return [...groups.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group;
      const amount = sumMoney(group.map((each) => each.amount));
      return first ? [{ ...first.oldAccount, members: group.length, amount }] : [];
    });
}
