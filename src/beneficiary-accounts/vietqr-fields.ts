// The grammar below VietQR: a chain of fields, each a two-digit tag, a two-digit length and a value,
// and the checksum that ends it.

export interface Field {
  readonly tag: string;
  readonly value: string;
}

export interface Unreadable {
  readonly kind: 'unreadable';
  /** The field's tags from the outside in, `38.01.01`; empty for the text as a whole. */
  readonly place: string;
  readonly because: string;
}

/** The fields of a text by tag, in their order. Never throws. */
export function readFields(
  text: string,
  within: string,
): { readonly kind: 'ok'; readonly fields: ReadonlyMap<string, Field> } | Unreadable {
  const fields = new Map<string, Field>();
  for (let at = 0; at < text.length;) {
    const head = /^(\d{2})(\d{2})/.exec(text.slice(at, at + 4));
    const [, tag = '', length = ''] = head ?? [];
    const place = [within, tag].filter(Boolean).join('.');
    if (!head) {
      const after = [...fields.keys()].at(-1);
      const where = after === undefined ? 'it begins' : `its field ${after} ends`;
      const because = `has no tag and length where ${where}: a length may be wrong`;
      return { kind: 'unreadable', place, because };
    }
    const value = text.slice(at + 4, at + 4 + Number(length));
    if (value.length < Number(length) || value === '') {
      const because = `says a length of ${length} before ${value.length} characters`;
      return { kind: 'unreadable', place, because };
    }
    if (fields.has(tag)) return { kind: 'unreadable', place, because: 'stands there twice' };
    fields.set(tag, { tag, value });
    at += 4 + Number(length);
  }
  return { kind: 'ok', fields };
}

/** CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) as four hexadecimal digits. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'utf8')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
    }
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
