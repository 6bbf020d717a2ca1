// A unit's book: its open expected credits, the open lines that may pay them, and the vocabulary
// in which the matching rules are written. Nothing here knows a clock, a database or a bank.
import type { LocalDate, Session } from '../calendar.js';
import type { Money } from '../money.js';

/** A version of the beneficiary account that may receive a credit; half-open days, null = open. */
export interface AccountRight {
  readonly bankAccountId: string;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

/** Money expected in one of a unit's accounts: one per payment, more when fee items part. */
export interface Credit {
  /** `<payment id>/<no>` */
  readonly key: string;
  readonly paymentId: string;
  readonly no: number;
  readonly label: string;
  readonly unitCode: string | null;
  readonly gatewayAccountId: string;
  readonly mode: 'per_transaction' | 'daily_batch';
  readonly basis: 'gross' | 'net';
  readonly gross: Money;
  readonly net: Money;
  readonly tolerance: Money;
  /** What the gateway gave back to the payer; `day` null where it did not say when. */
  readonly refund: {
    readonly full: boolean;
    readonly amount: Money | null;
    readonly on: LocalDate | null;
  } | null;
  readonly paidAt: Date;
  readonly paidOn: LocalDate;
  readonly session: Session;
  readonly dueOn: LocalDate;
  /** Ten working days after the due day: how long a suggestive rule looks. */
  readonly suggestUntil: LocalDate;
  /** Compact references: merchant reference, gateway transaction id, dossier code. */
  readonly references: readonly string[];
  readonly rights: readonly AccountRight[];
}

/** A statement line with what can be read from it without knowing any rule. */
export interface Line {
  readonly id: string;
  readonly bankAccountId: string;
  readonly bookedOn: LocalDate;
  readonly amount: Money;
  readonly bankRef: string | null;
  readonly narrative: string;
  readonly compact: string;
  /** Natural order that does not depend on which file came first. */
  readonly sortKey: string;
  /** Payable credits carrying each reference found in full in the narrative. */
  readonly named: readonly (readonly Credit[])[];
  /** True when a reference in it belongs to a payment that did not succeed. */
  readonly namesUnpaid: boolean;
  /** Gateway accounts (ids) whose name stands in the narrative. */
  readonly gateways: readonly string[];
  /** Settlement batch ids found in the narrative. */
  readonly batches: readonly string[];
  /** Days printed with separators or eight digits; and six-digit ones, which may be anything. */
  readonly dates: readonly LocalDate[];
  readonly looseDates: readonly LocalDate[];
  /** Compact words of a narrative in which no reference was found: a damaged one may be among them. */
  readonly words: readonly string[];
}

/** One unit's part of a gateway's settlement report. */
export interface Batch {
  readonly key: string;
  readonly gatewayAccountId: string;
  readonly label: string;
  readonly settledOn: LocalDate;
  readonly netTotal: Money;
  /** Members known to us, each with what the report says arrives for it. */
  readonly members: readonly { readonly credit: Credit; readonly net: Money }[];
  /** Rows (payments, not refunds or adjustments) without a payment of ours. */
  readonly unknownCount: number;
}

/** The payments of one gateway account and unit in one session. */
export interface SessionBook {
  readonly gatewayAccountId: string;
  readonly session: Session;
  readonly dueOn: LocalDate;
  readonly members: readonly Credit[];
  /** A payment of the session may still succeed, or its fate is unknown. */
  readonly doubtful: boolean;
}

/** A session with the members no match has taken yet. */
export interface OpenSession extends SessionBook {
  readonly open: readonly Credit[];
}

/** Net of a batch whose fee is charged once per batch; null where it is charged per payment. */
export type BatchNet = (gatewayAccountId: string, members: readonly Credit[]) => Money | null;

export interface UnitBookContents {
  readonly unitCode: string | null;
  readonly credits: readonly Credit[];
  readonly lines: readonly Line[];
  readonly elsewhere: readonly Line[];
  readonly strayBatchLines: () => readonly Line[];
  readonly sessions: readonly SessionBook[];
  readonly batches: readonly Batch[];
  readonly isOpen: (item: Credit | Line) => boolean;
  readonly isReversed: (credit: Credit) => boolean;
  readonly batchNet: BatchNet;
}

/**
 * How a sum compares with what a credit expects. `agrees`: the expected sum (or what remains of it
 * after a part refund); `other_basis`: exactly the other of gross and net.
 */
export type Fit = 'agrees' | 'other_basis' | 'less' | 'more';

export function fitOf(credit: Credit, amount: Money): Fit {
  const [expected, other] =
    credit.basis === 'gross' ? [credit.gross, credit.net] : [credit.net, credit.gross];
  const given = credit.refund && !credit.refund.full ? credit.refund.amount : null;
  const deductions = given === null ? [0n] : [0n, given];
  for (const deduction of deductions) {
    const gap = amount - (expected - deduction);
    if ((gap < 0n ? -gap : gap) <= credit.tolerance) return 'agrees';
  }
  if (deductions.some((deduction) => amount === other - deduction)) return 'other_basis';
  const least = expected - (given ?? 0n);
  return amount < least ? 'less' : 'more';
}

/** What a credit expects to be booked, by its basis. */
export function expectedOf(credit: Credit): Money {
  return credit.basis === 'gross' ? credit.gross : credit.net;
}

/**
 * Whether a line's account was the unit's at some instant between payment and credit, or became
 * the unit's by the payment's due day (contract section 4, `arrived`).
 */
export function isRightAccount(credit: Credit, line: Line): boolean {
  const until = line.bookedOn > credit.dueOn ? line.bookedOn : credit.dueOn;
  return credit.rights.some(
    (right) =>
      right.bankAccountId === line.bankAccountId &&
      (right.from === null || right.from <= until) &&
      (right.to === null || right.to > credit.paidOn),
  );
}

/** A session ended early enough for its credit to be booked on that day. */
export function endedBefore(session: SessionBook, line: Line): boolean {
  return session.session.lastOn < line.bookedOn || session.dueOn <= line.bookedOn;
}

/** Order in which credits of one reference are served: who paid first. */
export function byPaidAt(one: Credit, other: Credit): number {
  const earlier = one.paidAt.getTime() - other.paidAt.getTime();
  if (earlier !== 0) return earlier;
  return one.label === other.label ? one.no - other.no : one.label < other.label ? -1 : 1;
}

/** Order of lines that does not depend on the order of files. */
export function byBooking(one: Line, other: Line): number {
  if (one.sortKey !== other.sortKey) return one.sortKey < other.sortKey ? -1 : 1;
  return one.id.length - other.id.length || (one.id < other.id ? -1 : 1);
}

/** What one reference of a line stands for; undecided when its carriers differ and none fits. */
export interface NamedSet {
  readonly credits: readonly Credit[];
  readonly decided: boolean;
}

/** Credits named together by lines, and those lines. */
export interface NamedGroup {
  readonly credits: readonly Credit[];
  readonly lines: readonly Line[];
}

/** The open items of one unit, as a rule may see them. Lists are made when a rule first asks. */
export class UnitBook {
  readonly unitCode: string | null;
  readonly batches: readonly Batch[];
  readonly batchNet: BatchNet;
  /** True when a credit of it was taken back before. */
  readonly isReversed: (credit: Credit) => boolean;
  private readonly contents: UnitBookContents;
  private readonly isOpen: (item: Credit | Line) => boolean;
  private readonly made = new Map<string, readonly unknown[]>();

  constructor(contents: UnitBookContents) {
    this.contents = contents;
    this.unitCode = contents.unitCode;
    this.batches = contents.batches;
    this.batchNet = contents.batchNet;
    this.isReversed = contents.isReversed;
    this.isOpen = contents.isOpen;
  }

  /** Open expected credits of the unit. */
  get credits(): readonly Credit[] {
    return this.once('credits', () => this.contents.credits.filter(this.isOpen));
  }

  /** Open credit lines of every account that is or was the unit's. */
  get lines(): readonly Line[] {
    return this.once('lines', () => this.openLines(this.contents.lines, (sum) => sum > 0n));
  }

  /** Open debit lines of those accounts. */
  get debits(): readonly Line[] {
    return this.once('debits', () => this.openLines(this.contents.lines, (sum) => sum < 0n));
  }

  /** Open credit lines, in any account, that name one of the unit's credits. */
  get elsewhere(): readonly Line[] {
    return this.once('elsewhere', () => this.openLines(this.contents.elsewhere, (sum) => sum > 0n));
  }

  /**
   * Open lines of a batch, by gateway name or batch id, that the units of their own account do not
   * await.
   */
  get strayBatchLines(): readonly Line[] {
    return this.once('strays', () => this.contents.strayBatchLines());
  }

  /** Daily-batch sessions, the earliest first, with what is open of each: of credited ones nothing. */
  get sessions(): readonly OpenSession[] {
    return this.once('sessions', () =>
      this.contents.sessions.map((session) => ({
        ...session,
        open: session.members.filter(this.isOpen),
      })),
    );
  }

  private openLines(lines: readonly Line[], has: (amount: Money) => boolean): readonly Line[] {
    return lines.filter((line) => has(line.amount) && this.isOpen(line));
  }

  private once<T>(name: string, make: () => readonly T[]): readonly T[] {
    const known = this.made.get(name) as readonly T[] | undefined;
    if (known) return known;
    const made = make();
    this.made.set(name, made);
    return made;
  }

  /** True while no match has taken it. */
  stillOpen(item: Credit | Line): boolean {
    return this.isOpen(item);
  }

  /**
   * The open credits a line names, one set per thing it names. A set that contains another says
   * nothing new (a dossier code beside a reference of the same dossier).
   */
  namedBy(line: Line): readonly NamedSet[] {
    const sets = line.named
      .map((carriers) => this.decide(carriers, line))
      .filter((set) => set.credits.length > 0)
      .sort((one, other) => one.credits.length - other.credits.length);
    const kept: NamedSet[] = [];
    for (const set of sets) {
      const inside = (smaller: NamedSet) =>
        smaller.credits.every((each) => set.credits.includes(each));
      if (!kept.some(inside)) kept.push(set);
    }
    return kept;
  }

  /**
   * Lines by what they name, most exact first: groups of one credit before groups of several, so
   * that a line naming a payment is served before one naming only its dossier.
   * @param lines which lines to look at
   * @param admits whether a line may pay a credit (right account, or elsewhere)
   */
  groups(
    lines: readonly Line[],
    admits: (credit: Credit, line: Line) => boolean,
  ): readonly NamedGroup[] {
    const groups = new Map<string, { credits: readonly Credit[]; lines: Line[] }>();
    for (const line of lines) {
      const sets = this.namedBy(line);
      const [named] = sets;
      if (sets.length !== 1 || !named?.decided) continue;
      const { credits } = named;
      if (!credits.every((credit) => credit.unitCode === this.unitCode)) continue;
      const payable = credits.filter(
        (credit) => credit.paidOn <= line.bookedOn && admits(credit, line),
      );
      if (payable.length === 0) continue;
      const key = credits.map((credit) => credit.key).join(' ');
      const group = groups.get(key) ?? { credits: [...credits].sort(byPaidAt), lines: [] };
      group.lines.push(line);
      groups.set(key, group);
    }
    for (const group of groups.values()) group.lines.sort(byBooking);
    return [...groups.entries()]
      .sort(([one, a], [other, b]) => a.credits.length - b.credits.length || (one < other ? -1 : 1))
      .map(([, group]) => group);
  }

  /**
   * Which open credits one reference of a line stands for. Where its carriers differ, the amount
   * decides; a line that repeats an amount already credited is a duplicate and names nothing open.
   */
  private decide(carriers: readonly Credit[], line: Line): NamedSet {
    const own = carriers.filter((credit) => credit.unitCode === this.unitCode);
    const near = own.length > 0 ? own : carriers;
    const open = near.filter((credit) => this.isOpen(credit));
    if (isInterchangeable(near)) return { credits: open, decided: true };
    const fits = (credit: Credit) => isExact(fitOf(credit, line.amount));
    const fitting = open.filter(fits);
    if (fitting.length > 0 && isInterchangeable(fitting))
      return { credits: fitting, decided: true };
    if (open.length < near.length && near.some(fits) && fitting.length === 0) {
      return { credits: [], decided: true };
    }
    return { credits: open, decided: false };
  }
}

/** Payments that share unit and amount can stand for one another. */
export function isInterchangeable(credits: readonly Credit[]): boolean {
  const [first] = credits;
  const alike = (credit: Credit) =>
    credit.gross === first?.gross && credit.unitCode === first.unitCode;
  return first !== undefined && credits.every(alike);
}

/** A sum that leaves nothing to explain but, perhaps, the fee. */
export function isExact(fit: Fit): boolean {
  return fit === 'agrees' || fit === 'other_basis';
}
