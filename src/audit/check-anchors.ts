// Checks the anchors against each other and against their copies in the file, and turns them into
// witnesses for the walk along the chain.
import { type Anchor, anchorDigest, isSigned } from './anchor.js';
import type { FileAnchors } from './anchor-file.js';
import type { Witnesses } from './check-chain.js';
import type { Finding, Findings } from './finding.js';
import type { AuditHead } from './seal-audit.js';

export interface Anchors {
  readonly table: readonly Anchor[];
  /** Null when there is no file. */
  readonly file: FileAnchors | null;
  /** A head that was printed. */
  readonly printed: AuditHead | null;
}

/** Numbers without a gap, each naming the one before, every signature ours; the file agrees. */
export function checkAnchors(secretKey: Buffer, anchors: Anchors, findings: Findings): void {
  for (const finding of seriesFindings(secretKey, anchors.table, 'table')) findings.add(finding);
  if (anchors.file === null) return;
  const { anchors: lines, unreadable } = anchors.file;
  for (const line of unreadable) {
    const detail = `line ${String(line)} of the file is no anchor`;
    findings.add({ kind: 'anchor_unreadable', seq: null, eventId: null, detail });
  }
  for (const finding of seriesFindings(secretKey, lines, 'file')) findings.add(finding);
  const stored = new Map(anchors.table.map((anchor) => [anchor.no, anchorDigest(anchor)]));
  for (const line of lines) {
    if (stored.get(line.no) === anchorDigest(line)) continue;
    const what = stored.has(line.no) ? 'is another one in the table' : 'is not in the table';
    findings.add(about('anchor_missing', line, `anchor ${line.no} of the file ${what}`));
  }
}

function seriesFindings(
  secretKey: Buffer,
  series: readonly Anchor[],
  where: 'table' | 'file',
): Finding[] {
  return series.flatMap((anchor, index) => {
    const name = `anchor ${anchor.no} of the ${where}`;
    if (!isSigned(secretKey, anchor)) {
      return [about('anchor_forged', anchor, `${name} is not signed with this SECRET_KEY`)];
    }
    const before = series[index - 1];
    // a file may begin later than the trail: on a new machine, after a restore
    if (!before && (where === 'file' || anchor.no === '1')) return [];
    const isNext = before && BigInt(anchor.no) === BigInt(before.no) + 1n;
    if (isNext && anchorDigest(before) === anchor.previous) return [];
    return [about('anchor_missing', anchor, `what stood before ${name} is missing or changed`)];
  });
}

function about(kind: 'anchor_forged' | 'anchor_missing', anchor: Anchor, detail: string): Finding {
  return { kind, seq: anchor.seq, eventId: null, detail: `${detail} (made ${anchor.at})` };
}

/** Every chain value that somebody wrote down, by entry. Forged anchors witness nothing. */
export function witnessesOf(secretKey: Buffer, anchors: Anchors): Witnesses {
  const witnesses = new Map<string, { chain: string; who: string }[]>();
  const add = ({ seq, chain }: AuditHead, who: string): void => {
    witnesses.set(seq, [...(witnesses.get(seq) ?? []), { chain, who }]);
  };
  for (const anchor of anchors.table) {
    if (isSigned(secretKey, anchor)) add(anchor, `anchor ${anchor.no} of the table`);
  }
  for (const anchor of anchors.file?.anchors ?? []) {
    if (isSigned(secretKey, anchor)) add(anchor, `anchor ${anchor.no} of the file`);
  }
  if (anchors.printed) add(anchors.printed, 'the printed head');
  return witnesses;
}

/** Witnesses of entries beyond the chain's end: it was cut, or an old copy was put back. */
export function checkEnd(witnesses: Witnesses, lastSeq: string | null, findings: Findings): void {
  const end = BigInt(lastSeq ?? 0);
  const seq = (end + 1n).toString();
  for (const [entry, heard] of witnesses) {
    if (BigInt(entry) <= end) continue;
    for (const { who } of heard) {
      const detail = `${who} names entry ${entry}, but the chain ends at ${end.toString()}: cut off, or put back to an older state`;
      findings.add({ kind: 'cut_off', seq, eventId: null, detail });
    }
  }
}
