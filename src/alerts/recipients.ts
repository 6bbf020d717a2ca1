// Whom a unit's alert goes to. Focal points are typed by people into free text, and a mail library
// reads addresses out of whatever it is given, so only checked addresses leave this file.
import { z } from 'zod';
import type { Language } from './templates.js';

/** A checked recipient; never a string that a mail library would parse again. */
export interface Recipient {
  readonly name: string;
  readonly address: string;
}

/** The fields of a unit that may hold an address. */
export interface FocalPoints {
  readonly email: string | null;
  readonly contactBusiness: string | null;
  readonly contactIt: string | null;
  readonly phone: string | null;
  /** In which they are written to. */
  readonly language: Language;
}

/** The focal points of a unit that nobody knows. */
export const nobody: FocalPoints = {
  ...{ email: null, contactBusiness: null, contactIt: null, phone: null },
  language: 'vi',
};

export interface RecipientsFound {
  readonly recipients: readonly Recipient[];
  /** Fields that seem to hold an address which cannot be used. */
  readonly refusedCount: number;
}

const nameCharsMax = 80;
const address = z.email().max(254);
// One field holding a line break could smuggle in a second recipient (tried: it was delivered).
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * Reads the recipients of a unit: its own address, then those named in its two contact fields
 * ("Nguyễn Văn A <a@xa.gov.vn>", "A - a@xa.gov.vn - 0251…"), each address once.
 */
export function recipientsOf(points: FocalPoints, unitName: string): RecipientsFound {
  const byAddress = new Map<string, Recipient>();
  let refusedCount = 0;
  for (const field of [points.email, points.contactBusiness, points.contactIt]) {
    if (!field?.includes('@')) continue;
    const found = readField(field, unitName);
    if (!found) refusedCount += 1;
    else if (!byAddress.has(found.address)) byAddress.set(found.address, found);
  }
  return { recipients: [...byAddress.values()], refusedCount };
}

function readField(field: string, unitName: string): Recipient | undefined {
  const text = field.trim();
  if (controlCharacters.test(text)) return undefined;
  const words = text.split(/[\s<>(),;:"|]+/);
  const [word, ...others] = words.filter((each) => each.includes('@'));
  if (word === undefined || others.length > 0) return undefined;
  const parsed = address.safeParse(word);
  if (!parsed.success) return undefined;
  const before = text.slice(0, text.indexOf(word)).replace(/[<>()"|,;:\s\d+.-]+$/u, '');
  const name = /^[\p{L}\p{M} .'-]+$/u.test(before) ? before.trim() : '';
  return {
    name: (name === '' ? unitName : name).slice(0, nameCharsMax),
    address: parsed.data.toLowerCase(),
  };
}
