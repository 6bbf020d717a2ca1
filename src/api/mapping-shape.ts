// Column mappings as the API takes and shows them.
import { z } from 'zod';
import { may, mayAnywhere, type Principal } from '../access/principal.js';
import { instantText } from '../calendar.js';
import type { Db } from '../db.js';
import { layoutSchema, type Layout } from '../mappings/layout.js';
import {
  type ColumnMapping,
  type MappingOwner,
  mappingState,
  mappingStates,
} from '../mappings/mapping.js';
import { gatewayNamed } from '../payments/import-settlement.js';
import { Refused } from '../problem.js';
import { jsonText } from './json-text.js';
import { instant, masked } from './shapes.js';
import { notFound } from './sight.js';

const layoutCharsMax = 20_000;

export const mappingName = z
  .string()
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'letters, digits, dot, dash and underscore');

/** A layout in a form's text field: the JSON of the column mapping. */
export const layoutText = jsonText(layoutSchema, {
  charsMax: layoutCharsMax,
  about: 'The layout as JSON: see the answer’s `layout`; columns go by the text of their header.',
});

export const mappingShape = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.number().int(),
  reads: z.enum(['settlement', 'statement']),
  gatewayAccount: z.string().nullable(),
  bankBin: z.string().nullable(),
  state: z.enum(mappingStates),
  fingerprint: z.string(),
  headers: z.array(z.string()),
  layout: z.record(z.string(), z.unknown()),
  proposedAt: instant,
  proposedBy: z.string(),
  confirmedAt: instant.nullable(),
  confirmedBy: z.string().nullable(),
  retiredAt: instant.nullable(),
  retiredBy: z.string().nullable(),
  retiredBecause: z.string().nullable(),
});

export function shownMapping(mapping: ColumnMapping): z.output<typeof mappingShape> {
  const { id, name, version, owner, fingerprint, headers, layout } = mapping;
  const { proposedBy, confirmedBy, retiredBy, retiredBecause } = mapping;
  const textOf = (at: Date | null): string | null => at && instantText(at);
  return {
    ...{ id, name, version, fingerprint, headers: [...headers] },
    reads: owner.reads,
    gatewayAccount: owner.reads === 'settlement' ? mapping.ownerName : null,
    bankBin: owner.bankBin,
    state: mappingState(mapping),
    layout: layout,
    proposedAt: instantText(mapping.proposedAt),
    confirmedAt: textOf(mapping.confirmedAt),
    retiredAt: textOf(mapping.retiredAt),
    ...{ proposedBy, confirmedBy, retiredBy, retiredBecause },
  };
}

const cell = z.strictObject({
  field: z.string(),
  column: z.string(),
  printed: z.string(),
  wrong: z.boolean(),
});
const reason = z.strictObject({ column: z.string().optional(), detail: z.string() });

export const mappingPreviewShape = z.strictObject({
  headerRow: z.number().int(),
  headers: z.array(z.string()),
  fingerprint: z.string(),
  rows: z.array(
    z.strictObject({
      line: z.number().int(),
      state: z.enum(['new', 'known', 'refused']),
      cells: z.array(cell),
      read: z.record(z.string(), z.string().nullable()).nullable(),
      reasons: z.array(reason),
    }),
  ),
  counts: z.strictObject({
    new: z.number().int(),
    known: z.number().int(),
    refused: z.number().int(),
  }),
  refused: z.array(
    reason.extend({ file: z.string().optional(), line: z.number().int().optional() }),
  ),
  totals: z.array(
    z.strictObject({
      column: z.string(),
      line: z.number().int().nullable(),
      printed: z.string(),
      summed: z.string().nullable(),
      agrees: z.boolean(),
    }),
  ),
  warnings: z.array(z.string()),
  states: z.array(z.string()),
  masked,
});

/** Whether somebody sees the mappings of an owner, or may propose and try them. */
export function mayMap(
  principal: Principal,
  doing: 'read' | 'propose',
  { reads }: Pick<MappingOwner, 'reads'>,
): boolean {
  if (reads === 'statement') {
    // a bank lays out the statements of all its customers alike
    return mayAnywhere(principal, doing === 'read' ? 'mapping.read' : 'statement.upload');
  }
  // a gateway's report belongs to the province
  return may(principal, doing === 'read' ? 'settlement.read' : 'settlement.import', null);
}

/**
 * Whose files a layout is for, held to what the asker may import.
 * @throws Refused `not_found`, `invalid_input`
 */
export async function ownerAsked(
  db: Db,
  principal: Principal,
  asked: {
    readonly reads: Layout['reads'];
    readonly gateway?: string | undefined;
    readonly bank?: string | undefined;
  },
): Promise<MappingOwner> {
  const { reads, gateway, bank } = asked;
  if (!mayMap(principal, 'propose', { reads })) throw notFound();
  if (reads === 'statement') {
    const [known] = await db('public.bank')
      .where({ bin: bank ?? '' })
      .pluck<string[]>('bin');
    if (known !== undefined) return { reads, gatewayAccountId: null, bankBin: known };
    const errors = [{ pointer: '/bank', detail: 'the BIN of a bank is needed' }];
    throw new Refused({ code: 'invalid_input', detail: 'Which bank’s statement is it?', errors });
  }
  if (gateway === undefined) {
    const errors = [{ pointer: '/gateway', detail: 'is needed for a settlement report' }];
    throw new Refused({ code: 'invalid_input', detail: 'Whose report is it?', errors });
  }
  const { id } = await gatewayNamed(db, gateway);
  return { reads: 'settlement', gatewayAccountId: id, bankBin: null };
}
