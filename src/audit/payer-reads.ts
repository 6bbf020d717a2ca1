// Every answer that shows payer data leaves one event in the audit trail: what was shown, never
// what it said.
import type { Db } from '../db.js';
import type { By } from './by.js';
import type { AuditValue } from './canonical.js';
import { recordAudit } from './record-audit.js';

/** Most ids that an event names; beyond them it tells how many and by which filter. */
const idCountMax = 200;

export interface PayerRead {
  /** What kind of thing carried it: line, payment, order, statement. */
  readonly kind: string;
  /** What was shown in the clear; nothing is recorded when there is none. */
  readonly shown: readonly { readonly id: string; readonly unitCode: string | null }[];
  /** By which filter a list or an export was made; never a search text. */
  readonly filter?: Readonly<Record<string, unknown>>;
}

/** Records that payer data was read; called before the answer leaves. */
export async function recordPayerRead(
  ask: { readonly by: By; readonly db: Db },
  { kind, shown, filter }: PayerRead,
): Promise<void> {
  if (shown.length === 0) return;
  const [first] = shown;
  const units = [...new Set(shown.map(({ unitCode }) => unitCode ?? ''))].sort();
  const ids = shown.length <= idCountMax ? { ids: shown.map(({ id }) => id) } : {};
  const what = filter ? { filter: plainFilter(filter) } : {};
  await recordAudit(ask.db, ask.by, {
    action: 'payer_data.read',
    subject: { kind, id: shown.length === 1 && first ? first.id : null },
    unitCode: units.length === 1 && first ? first.unitCode : null,
    after: { count: shown.length, ...ids, units: units.slice(0, idCountMax), ...what },
  });
}

function plainFilter(filter: Readonly<Record<string, unknown>>): AuditValue {
  const members = Object.entries(filter).flatMap(([name, value]) => {
    if (value instanceof Date) return [[name, value.toISOString()] as const];
    const isPlain = typeof value === 'string' || typeof value === 'number';
    return isPlain && name !== 'q' && name !== 'cursor' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(members);
}
