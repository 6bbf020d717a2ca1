// Field 86 of MT940: free text, or text cut into subfields in one of three styles. Subfields are cut
// at 27 characters in the middle of words, so their pieces are joined without a blank.

export interface EntryText {
  readonly narrative: string;
  readonly counterparty: string | null;
}

/** `?20`, `>20` or `~20` after a three-digit code: the German style and its relatives. */
const subfieldStyle = /^\s?\d{3}([?>~])\d{2}/;
const purpose = /^(2\d|6[0-3])$/;

/** The narrative of an entry: its details (field 61, second line) and its field 86. */
export function entryText(details: string, field86: string): EntryText {
  const separator = subfieldStyle.exec(field86)?.[1];
  if (separator !== undefined) return subfieldText(details, field86, separator);
  if (/^\/[A-Z]{2,8}\//.test(field86)) return slashText(details, field86);
  return { narrative: partsOf([details, field86.trim()]), counterparty: null };
}

/** Parts are fields of their own: the blank before the break keeps numbers at their ends apart. */
function partsOf(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' \n');
}

function subfieldText(details: string, field86: string, separator: string): EntryText {
  const joined = field86.replace(/\n/g, '');
  const pieces = joined.split(new RegExp(`\\${separator}(?=\\d{2})`));
  const fields = pieces.slice(1).map((piece) => [piece.slice(0, 2), piece.slice(2)] as const);
  const texts = (wanted: (code: string) => boolean): string =>
    fields
      .filter(([code]) => wanted(code))
      .map(([, text]) => text)
      .join('');
  const name = texts((code) => code === '32' || code === '33').trim();
  const others = fields
    .filter(([code]) => !purpose.test(code) && !['00', '32', '33'].includes(code))
    .map(([, text]) => text.trim());
  const parts = [
    details,
    texts((code) => code === '00'),
    texts((code) => purpose.test(code)),
    name,
  ];
  return { narrative: partsOf([...parts, ...others]), counterparty: name || null };
}

/** `/TRTP/…/NAME/…/REMI/…`: the Dutch style. */
function slashText(details: string, field86: string): EntryText {
  const joined = field86.replace(/\n/g, '');
  const name = /\/NAME\/([^/]+)/.exec(joined)?.[1]?.trim();
  return { narrative: partsOf([details, joined]), counterparty: name ?? null };
}
