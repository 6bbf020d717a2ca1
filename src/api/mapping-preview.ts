// What an import through a layout would do to a file: the same preview for the API and the pages.
// Statements are shown to whoever may upload those of their account, texts of payers only in part.
import type { Layout } from '../mappings/layout.js';
import type { MappingOwner } from '../mappings/mapping.js';
import type { MappingPreview } from '../mappings/preview.js';
import { previewSettlement } from '../payments/preview-settlement.js';
import { accountOf } from '../statements/account-of.js';
import { previewStatements, tryStatements } from '../statements/preview-statements.js';
import type { OwnFile } from '../tables/own-file.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import type { Ask } from './route.js';
import { holdToUnits, mayPayers, type PlacedStatement } from './statement-uploads.js';

/** What is shown, with the names of fields that are not for this reader. */
export type ShownPreview = MappingPreview & { readonly masked?: string[] };

type Asker = Pick<Ask, 'db' | 'by' | 'principal'>;

/**
 * @param given.headers those that were confirmed; absent: those of the file itself
 * @throws Refused `bad_file`, `invalid_input`, `layout_changed`; `not_found` for a statement of an
 * account that is not of the asker's units
 */
export async function previewThrough(
  ask: Asker,
  given: {
    readonly owner: MappingOwner;
    readonly layout: Layout;
    readonly headers?: readonly string[];
    readonly file: OwnFile;
  },
): Promise<ShownPreview> {
  const { owner, layout, file, ...rest } = given;
  if (owner.reads === 'settlement' && layout.reads === 'settlement') {
    const { gatewayAccountId } = owner;
    return previewSettlement({ db: ask.db }, { gatewayAccountId, layout, file, ...rest });
  }
  if (owner.reads !== 'statement' || layout.reads !== 'statement') {
    throw new Error('a layout was tried on files that it does not read');
  }
  const tried = await tryStatements({ bankBin: owner.bankBin, layout, file, ...rest });
  const places: PlacedStatement[] = [];
  for (const { statement } of tried.tables) {
    const { periodFrom, periodTo } = statement;
    const found = await accountOf(ask.db, statement);
    const accountId = found.kind === 'found' ? found.id : null;
    places.push({ file: file.name, accountId, periodFrom, periodTo });
  }
  const holders = await holdToUnits(ask, places);
  const isClear = holders.map((units) => mayPayers(ask.principal, units));
  const preview = await previewStatements(ask.db, tried, isClear);
  const shown = holders.flatMap((units, at) =>
    isClear[at] === true && preview.rows.length > 0
      ? [{ id: String(at), unitCode: units[0] ?? null }]
      : [],
  );
  await recordPayerRead(ask, { kind: 'statement_preview', shown });
  return isClear.every(Boolean) ? preview : { ...preview, masked: ['narrative', 'counterparty'] };
}
