// Finds known references in narratives without a pattern per gateway: an index by the last eight
// characters, probed with a rolling window over each compact narrative, then compared in full.
import { compactText } from '../statements/narrative.js';
import { joinWraps } from './printed-narrative.js';

/** A reference found in a narrative. */
export interface ReferenceHit {
  readonly reference: string;
  readonly start: number;
  readonly end: number;
}

/** Shorter references are looked up whole and must stand alone in the line as printed. */
const tailLength = 8;
const shortestReference = 2;
const shortestNumber = 6;

/** Whether a compact reference is looked for in narratives at all; too short ones are not. */
export function isIndexed(reference: string): boolean {
  return reference.length >= (isNumber(reference) ? shortestNumber : shortestReference);
}

/** Looks references up by their tail. Built once per run, from every known reference. */
export class ReferenceIndex {
  private readonly byTail = new Map<string, string[]>();
  private readonly short = new Set<string>();
  private readonly shortLengths = new Set<number>();
  private readonly known = new Set<string>();

  /** @param references compact texts (letters and digits, upper case); too short ones are left out */
  constructor(references: Iterable<string>) {
    for (const reference of references) this.add(reference);
  }

  private add(reference: string): void {
    if (!isIndexed(reference) || this.known.has(reference)) return;
    this.known.add(reference);
    if (reference.length < tailLength) {
      this.short.add(reference);
      this.shortLengths.add(reference.length);
      return;
    }
    const tail = reference.slice(-tailLength);
    const sharing = this.byTail.get(tail);
    if (sharing) sharing.push(reference);
    else this.byTail.set(tail, [reference]);
  }

  /** True when the text is itself a known reference. */
  has(reference: string): boolean {
    return this.known.has(reference);
  }

  /**
   * References that stand in a narrative in full. Where they overlap only the longest counts; a
   * purely numeric one must not touch another digit, a short one nothing at all, in the line as
   * printed with its wraps joined.
   */
  find(narrative: string): ReferenceHit[] {
    const compact = compactText(narrative);
    const hits: ReferenceHit[] = [];
    let edges: Edges | undefined;
    const accept = (reference: string, end: number) => {
      const start = end - reference.length;
      const standsAlone =
        isDistinct(reference) || isApart(reference, (edges ??= edgesOf(narrative)), start, end);
      if (standsAlone) hits.push({ reference, start, end });
    };
    for (let end = tailLength; end <= compact.length; end += 1) {
      for (const reference of this.byTail.get(compact.slice(end - tailLength, end)) ?? []) {
        if (end >= reference.length && compact.startsWith(reference, end - reference.length)) {
          accept(reference, end);
        }
      }
    }
    for (const length of this.shortLengths) {
      for (let end = length; end <= compact.length; end += 1) {
        const text = compact.slice(end - length, end);
        if (this.short.has(text)) accept(text, end);
      }
    }
    return withoutNested(hits);
  }
}

/**
 * Whether one of these references stands in a narrative: as an index of them alone would say.
 * @param compact the narrative's compact text
 */
export function namesAny(
  references: readonly string[],
  narrative: string,
  compact: string,
): boolean {
  let edges: Edges | undefined;
  return references.filter(isIndexed).some((reference) => {
    for (let start = compact.indexOf(reference); start >= 0;) {
      if (isDistinct(reference)) return true;
      edges ??= edgesOf(narrative);
      if (isApart(reference, edges, start, start + reference.length)) return true;
      start = compact.indexOf(reference, start + 1);
    }
    return false;
  });
}

/** Whether a reference stands in a narrative as a word of its own, with nothing grown onto it. */
export function standsFree(reference: string, narrative: string): boolean {
  const compact = compactText(narrative);
  const edges = edgesOf(narrative);
  for (let start = compact.indexOf(reference); start >= 0;) {
    const after = edges.after[start + reference.length - 1] ?? '';
    if (!isWordCharacter(edges.before[start] ?? '') && !isWordCharacter(after)) return true;
    start = compact.indexOf(reference, start + 1);
  }
  return false;
}

/** For each compact character, the printed character before and after it, wraps joined. */
interface Edges {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function edgesOf(narrative: string): Edges {
  const before: string[] = [];
  const after: string[] = [];
  const joined = joinWraps(narrative);
  if (/^[\0-\x7f]*$/.test(joined)) return asciiEdges(joined);
  const characters = [...joined];
  characters.forEach((character, position) => {
    const kept = compactText(character);
    for (let index = 0; index < kept.length; index += 1) {
      before.push(index > 0 ? (kept[index - 1] ?? '') : (characters[position - 1] ?? ''));
      after.push(
        index < kept.length - 1 ? (kept[index + 1] ?? '') : (characters[position + 1] ?? ''),
      );
    }
  });
  return { before, after };
}

/** The same where every character is its own compact form, or has none. */
function asciiEdges(text: string): Edges {
  const before: string[] = [];
  const after: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (!/[A-Za-z0-9]/.test(text.charAt(at))) continue;
    before.push(text.charAt(at - 1));
    after.push(text.charAt(at + 1));
  }
  return { before, after };
}

/** So long that what touches it says nothing: a date or trace glued to it. */
const distinctLength = 12;

/** Whether a reference (a dossier code, a portal's reference) counts whatever it touches. */
function isDistinct(reference: string): boolean {
  return reference.length >= distinctLength && !isNumber(reference);
}

/** Whether a reference stands where it is found with nothing at it that makes it another one. */
function isApart(reference: string, edges: Edges, start: number, end: number): boolean {
  const before = edges.before[start] ?? '';
  const after = edges.after[end - 1] ?? '';
  if (reference.length < tailLength) return !isWordCharacter(before) && !isWordCharacter(after);
  if (isNumber(reference)) return !/\d/.test(before) && !/\d/.test(after);
  // one that goes on with digits may be another, longer one that we do not know
  return !(/\d$/.test(reference) && /\d/.test(after));
}

function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

function isNumber(reference: string): boolean {
  return /^\d+$/.test(reference);
}

function withoutNested(hits: readonly ReferenceHit[]): ReferenceHit[] {
  const longestFirst = [...hits].sort(
    (one, other) => other.reference.length - one.reference.length || one.start - other.start,
  );
  const kept: ReferenceHit[] = [];
  for (const hit of longestFirst) {
    const overlaps = (longer: ReferenceHit) =>
      longer.reference.length > hit.reference.length &&
      longer.start < hit.end &&
      hit.start < longer.end;
    if (!kept.some(overlaps)) kept.push(hit);
  }
  return kept;
}

/**
 * Whether a number stands for a day as often as for a transaction (eight digits that are a date, or
 * fewer than eight): such a reference counts only where the amount agrees as well.
 */
export function isWeakReference(reference: string): boolean {
  if (!isNumber(reference)) return false;
  if (reference.length < tailLength) return true;
  if (reference.length > tailLength) return false;
  const day =
    /^(?:20[2-3]\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])20[2-3]\d)$/;
  return day.test(reference);
}
