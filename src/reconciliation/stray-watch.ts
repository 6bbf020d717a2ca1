// Rules that look beyond their unit see batch credits in any account. Parts of a province are matched
// apart, so each leaves here what it had open when those rules came: where a set of one part adds up to
// a line of another, the two are matched again as one.
import { UnitBook, type Line, type UnitBookContents } from './book.js';
import type { Credit } from './items.js';
import type { UnitLedger } from './ledger.js';
import { isUnanswered, type Reconciler } from './reconciler.js';

/** Rules of which a part must know the other parts' lines. */
export function looksBeyond(rule: Reconciler): boolean {
  return rule.dropsTies === true && rule.evidence === 'conclusive';
}

/** What one part had open, as far as the others may see it. */
export interface OpenBeyond {
  readonly lines: readonly Line[];
  /** Made over the lines it is given. */
  readonly books: readonly ((strays: readonly Line[]) => UnitBook)[];
}

/** A desk, as far as this needs it. */
interface DeskSeen {
  readonly isOpen: (item: Credit | Line) => boolean;
  readonly units: () => readonly UnitLedger[];
  readonly terms: () => Pick<UnitBookContents, 'batchNet' | 'otherFees'>;
  readonly batchLines: () => readonly Line[];
}

/** What is open now, kept as it is: the desk goes on taking. */
export function openBeyond(desk: DeskSeen): OpenBeyond {
  const terms = desk.terms();
  const books = desk.units().flatMap((unit) => {
    const sessions = unit.sessions.map((session) => ({
      ...session,
      members: session.members.filter(desk.isOpen),
    }));
    const batches = unit.batches.filter(
      ({ members }) => members.length > 0 && members.every(({ credit }) => desk.isOpen(credit)),
    );
    if (batches.length === 0 && sessions.every(({ members }) => members.length === 0)) return [];
    return [bookMaker({ ...terms, unitCode: unit.unitCode, sessions, batches })];
  });
  return { lines: desk.batchLines(), books };
}

/** A function of its own: one made beside the desk would hold it, and with it the whole part. */
function bookMaker(
  kept: Pick<UnitBookContents, 'unitCode' | 'sessions' | 'batches' | 'batchNet' | 'otherFees'>,
): (strays: readonly Line[]) => UnitBook {
  const apart = { credits: [], lines: [], elsewhere: [], isReversed: () => false };
  return (strays) =>
    new UnitBook({ ...kept, ...apart, isOpen: () => true, strayBatchLines: () => strays });
}

/** Pairs of parts, by their places, of which one may be paid in the other's account. */
export function meetings(
  parts: readonly (readonly OpenBeyond[])[],
  rules: readonly Reconciler[],
): (readonly [number, number])[] {
  const beyond = rules.filter(looksBeyond);
  const home = new Map<Line, number>();
  // what is open later was open at first
  parts.forEach((part, place) => part[0]?.lines.forEach((line) => home.set(line, place)));
  const met = new Map<string, readonly [number, number]>();
  parts.forEach((part, place) => {
    const foreign = [...home].flatMap(([line, where]) => (where === place ? [] : [line]));
    if (foreign.length === 0) return;
    for (const makeBook of part.flatMap(({ books }) => books)) {
      const book = makeBook(foreign);
      for (const rule of beyond) {
        for (const said of rule.propose(book)) {
          if (isUnanswered(said)) continue;
          const where = home.get(said.lines[0]?.line as Line) ?? place;
          met.set(`${place} ${where}`, [place, where]);
        }
      }
    }
  });
  return [...met.values()];
}
