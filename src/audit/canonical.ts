// The canonical form of an audit event, over which its digest is made: one text for one meaning,
// whatever order a database or a program keeps keys in. A changed form gets a new version number,
// and old entries are verified by theirs.
import { createHash } from 'node:crypto';

/** What JSON can say without a float: amounts are texts. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };

/** Fields of an audit event that its digest covers. */
export interface SealedFields {
  readonly id: string;
  /** UTC with microseconds, `2026-05-11T03:00:00.123456Z`. */
  readonly at: string;
  readonly actorKind: string;
  readonly actor: string;
  readonly action: string;
  readonly unitCode: string | null;
  readonly subjectKind: string;
  readonly subjectId: string | null;
  readonly before: AuditValue;
  readonly after: AuditValue;
  readonly why: string | null;
  readonly requestId: string | null;
  readonly personalDigest: string | null;
}

export const canonicalVersion = 1;

/** JSON with its keys in order of their code units and no blanks (RFC 8785 for our values). */
export function canonicalJson(value: AuditValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

function isList(value: AuditValue): value is readonly AuditValue[] {
  return Array.isArray(value);
}

/** Hexadecimal SHA-256 of an event in canonical form, version 1. */
export function digestOfEvent(event: SealedFields): string {
  const { id, at, actorKind, actor, action, unitCode, subjectKind, subjectId } = event;
  const { before, after, why, requestId, personalDigest } = event;
  const fields: AuditValue = {
    v: 1,
    id,
    at,
    actorKind,
    actor,
    action,
    unitCode,
    subjectKind,
    subjectId,
    before,
    after,
    why,
    requestId,
    personalDigest,
  };
  return sha256(canonicalJson(fields));
}

/** Digest of personal values: with its random salt it cannot be guessed once they are erased. */
export function digestOfPersonal(salt: string, personal: AuditValue): string {
  return sha256(`${salt}\n${canonicalJson(personal)}`);
}

/** What of an entry goes into the chain beside the chain before it. */
export interface ChainLink {
  readonly seq: bigint | string;
  readonly eventDigest: string;
  /** UTC with microseconds. */
  readonly sealedAt: string;
}

/** The chain after one more entry. The first has the empty text before it. */
export function nextChain(before: string, { seq, eventDigest, sealedAt }: ChainLink): string {
  return sha256(`${before}\n${seq.toString()}\n${eventDigest}\n${sealedAt}`);
}

/** Hexadecimal SHA-256 of a text in UTF-8. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
