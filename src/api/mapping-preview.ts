// What an import through a layout would do to a file: the same preview for the API and the pages.
import type { Db } from '../db.js';
import type { Layout } from '../mappings/layout.js';
import type { MappingOwner } from '../mappings/mapping.js';
import type { MappingPreview } from '../mappings/preview.js';
import { previewSettlement } from '../payments/preview-settlement.js';
import type { OwnFile } from '../tables/own-file.js';

/**
 * @param given.headers those that were confirmed; absent: those of the file itself
 * @throws Refused `bad_file`, `invalid_input`, `layout_changed`
 */
export async function previewThrough(
  db: Db,
  given: {
    readonly owner: MappingOwner;
    readonly layout: Layout;
    readonly headers?: readonly string[];
    readonly file: OwnFile;
  },
): Promise<MappingPreview> {
  const { owner, ...rest } = given;
  return previewSettlement({ db }, { gatewayAccountId: owner.gatewayAccountId ?? '', ...rest });
}
