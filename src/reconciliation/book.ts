// A unit's book: its open expected credits, the open lines that may pay them, and the vocabulary
// in which the matching rules are written. Rules import what they need from here.
import { groupBy } from '../group-by.js';
import type { Money } from '../money.js';
import {
  byBooking,
  byPaidAt,
  fitOf,
  isExact,
  isInterchangeable,
  type Batch,
  type Credit,
  type Line,
  type OpenSession,
  type SessionBook,
} from './items.js';
import type { OtherFees } from './other-fees.js';

export * from './items.js';

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
  readonly otherFees: OtherFees;
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
  readonly otherFees: OtherFees;
  /** True when a credit of it was taken back before. */
  readonly isReversed: (credit: Credit) => boolean;
  private readonly contents: UnitBookContents;
  private readonly isOpen: (item: Credit | Line) => boolean;
  private readonly made = new Map<string, readonly unknown[]>();
  private byAmount: ReadonlyMap<Money, readonly Line[]> | undefined;
  private byBatch: Map<string, Line[]> | undefined;

  constructor(contents: UnitBookContents) {
    this.contents = contents;
    this.unitCode = contents.unitCode;
    this.batches = contents.batches;
    this.batchNet = contents.batchNet;
    this.otherFees = contents.otherFees;
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

  /** Those of exactly this sum. */
  linesOf(amount: Money): readonly Line[] {
    this.byAmount ??= groupBy(this.lines, (line) => line.amount);
    return this.byAmount.get(amount) ?? [];
  }

  /** Those that name this batch of a report. */
  linesNaming(batch: string): readonly Line[] {
    if (!this.byBatch) {
      this.byBatch = new Map();
      for (const line of this.lines) {
        for (const label of line.batches) {
          const naming = this.byBatch.get(label);
          if (naming) naming.push(line);
          else this.byBatch.set(label, [line]);
        }
      }
    }
    return this.byBatch.get(batch) ?? [];
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
   * that a line naming a payment is served before one naming only its dossier. In a group the
   * earliest first, after all others those that name its payments loosely.
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
    for (const { credits, lines: naming } of groups.values()) {
      const isLoose = (line: Line) => credits.some((each) => line.looselyNamed.includes(each));
      naming.sort((a, b) => Number(isLoose(a)) - Number(isLoose(b)) || byBooking(a, b));
    }
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
    // the others have found theirs: what is left is what the reference names
    const last = open.length === 1 && open.length < near.length;
    return { credits: open, decided: last };
  }
}
