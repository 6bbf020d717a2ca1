// Matches what is no plain pair, part by part: units that have nothing to do with each other are read,
// matched and let go, so that a run needs the memory of its largest part.
import { matchProvince } from './engine.js';
import type { Decided } from './desk.js';
import type { ProvinceFacts } from './facts.js';
import { buildLedger, type Ledger, type ProvinceTexts } from './ledger.js';
import { asNewMatch, type NewMatch } from './match-store.js';
import { PackedMatches } from './packed-matches.js';
import { findingsOfPart, type PartFindings, type Watch } from './part-findings.js';
import type { Reconciler } from './reconciler.js';
import { meetings, type OpenBeyond } from './stray-watch.js';
import type { Survey } from './survey.js';
import { asStoredUnanswered, type StoredUnanswered } from './unanswered-store.js';

/** Units are read together until they are so many payments and lines. */
const partSizeDefault = 4_000;

/** What is read at once, by ids. */
export interface Part {
  readonly payments: readonly number[];
  readonly lines: readonly number[];
  readonly rows: readonly number[];
}

/** What rules found, and what their searches could not answer. */
export interface Matched {
  readonly matches: Iterable<NewMatch>;
  readonly unanswered: readonly StoredUnanswered[];
}

interface MatchedPart extends Matched {
  readonly part: Part;
  readonly matches: PackedMatches;
  readonly beyond: readonly OpenBeyond[];
  readonly findings: PartFindings;
}

export interface PartsInput {
  readonly load: (part: Part) => Promise<ProvinceFacts>;
  readonly partSize?: number;
  readonly texts: ProvinceTexts;
  readonly rules: readonly Reconciler[];
  readonly decided: Decided;
  readonly watch: Watch;
  /** Gives the database something to do, waited for before each piece of work that leaves it none. */
  readonly beforeWork?: () => Promise<void>;
}

/** What was found in parts of a province. */
export interface PartsFound extends Matched {
  readonly findings: readonly PartFindings[];
}

/** The matches of everything that is no plain pair, and what does not tie. */
export async function matchParts(survey: Survey, input: PartsInput): Promise<PartsFound> {
  let done: readonly MatchedPart[] = [];
  for (let open = partsOf(survey, input.partSize ?? partSizeDefault); open.length > 0;) {
    const fresh: MatchedPart[] = [];
    for (const part of open) {
      const facts = await input.load(part);
      await input.beforeWork?.();
      const matched = matchLedger(buildLedger(facts, input.texts), input);
      await input.beforeWork?.();
      const found = withFindings(matched, input);
      fresh.push({ part, ...found, matches: PackedMatches.of(found.matches) });
    }
    const all = [...done, ...fresh];
    const met = meetings(
      all.map(({ beyond }) => beyond),
      input.rules,
    );
    const apart = joined(all, met);
    done = apart.flatMap((group) => (group.length === 1 ? group : []));
    open = apart.flatMap((group) => (group.length === 1 ? [] : [together(group)]));
  }
  return {
    matches: PackedMatches.joined(done.map(({ matches }) => matches)),
    unanswered: done.flatMap(({ unanswered }) => unanswered),
    findings: done.map(({ findings }) => findings),
  };
}

type FactsInput = Pick<PartsInput, 'rules' | 'decided' | 'watch'>;

interface MatchedFacts extends Omit<MatchedPart, 'part' | 'matches'> {
  readonly matches: readonly NewMatch[];
}

/**
 * The matches of facts at hand, what they leave open for the rules of other parts, and what does not
 * tie. Pure.
 */
export function matchFacts(facts: ProvinceFacts, input: FactsInput): MatchedFacts {
  return withFindings(matchLedger(buildLedger(facts), input), input);
}

interface MatchedLedger extends Omit<MatchedFacts, 'findings'> {
  readonly ledger: Ledger;
}

function matchLedger(ledger: Ledger, { rules, decided }: FactsInput): MatchedLedger {
  const beyond: OpenBeyond[] = [];
  const unanswered: StoredUnanswered[] = [];
  const found = matchProvince(ledger, rules, decided, {
    onOpenBeyond: (open) => beyond.push(open),
    onUnanswered: (all) => unanswered.push(...all.map(asStoredUnanswered)),
  });
  return { ledger, matches: found.map(asNewMatch), unanswered, beyond };
}

function withFindings({ ledger, ...matched }: MatchedLedger, { watch }: FactsInput): MatchedFacts {
  return { ...matched, findings: findingsOfPart(ledger, matched.matches, watch) };
}

/** What the survey leaves over, by units that belong together, small ones with others. */
function partsOf(survey: Survey, partSize: number): Part[] {
  const parts = new Map<number, { payments: number[]; lines: number[]; rows: number[] }>();
  const of = (unit: number) => {
    const root = survey.groups.rootOf(unit);
    const known = parts.get(root) ?? { payments: [], lines: [], rows: [] };
    parts.set(root, known);
    return known;
  };
  const { payments, lines } = survey;
  for (let line = 0; line < lines.id.size; line += 1) {
    if (survey.pairOf(line) === null) of(lines.unit.at(line)).lines.push(lines.id.at(line));
  }
  for (let payment = 0; payment < payments.id.size; payment += 1) {
    const line = payments.line.at(payment);
    if (line >= 0 && survey.pairOf(line) === payment) continue;
    of(payments.unit.at(payment)).payments.push(payments.id.at(payment));
  }
  for (const [unit, rows] of survey.rowsOfUnit) {
    const part = of(unit);
    part.rows = [...part.rows, ...rows];
  }
  return gathered([...parts.values()], partSize);
}

function gathered(parts: readonly Part[], partSize: number): Part[] {
  const sizeOf = ({ payments, lines }: Part) => payments.length + lines.length;
  const bins: Part[][] = [];
  let size = Infinity;
  for (const part of parts) {
    if (sizeOf(part) + part.rows.length === 0) continue;
    if (size + sizeOf(part) > partSize) {
      bins.push([]);
      size = 0;
    }
    bins.at(-1)?.push(part);
    size += sizeOf(part);
  }
  return bins.map(merged);
}

function merged(parts: readonly Part[]): Part {
  return {
    payments: parts.flatMap(({ payments }) => payments),
    lines: parts.flatMap(({ lines }) => lines),
    rows: parts.flatMap(({ rows }) => rows),
  };
}

function together(group: readonly MatchedPart[]): Part {
  return merged(group.map(({ part }) => part));
}

/** Parts that met, each with all that it met. */
function joined(
  parts: readonly MatchedPart[],
  met: readonly (readonly [number, number])[],
): MatchedPart[][] {
  const groups = parts.map((part) => [part]);
  for (const [one, other] of met) {
    const [a, b] = [groups[one] ?? [], groups[other] ?? []];
    if (a === b) continue;
    a.push(...b);
    groups.forEach((group, place) => {
      if (group === b) groups[place] = a;
    });
  }
  return [...new Set(groups)];
}
