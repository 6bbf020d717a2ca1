// Holders' names as words that can be compared: folded, with what offices shorten written out.
import { foldedName } from '../units/unit.js';

/** A name's words in capitals without marks; what a copy from elsewhere hides in it is dropped. */
export function wordsOf(name: string): string[] {
  const visible = name.normalize('NFKC').replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, '');
  return foldedName(visible).split(' ').filter(Boolean);
}

const committee = 'UY BAN NHAN DAN';
const serviceCentre = 'TRUNG TAM PHUC VU HANH CHINH CONG';

/** Longest first, so that `TT PHUC VU HCC` is not read as `TT` and the rest. */
const abbreviations: readonly (readonly [short: string, long: string])[] = [
  ['TT PHUC VU HANH CHINH CONG', serviceCentre],
  ['TRUNG TAM PHUC VU HCC', serviceCentre],
  ['TT PHUC VU HCC', serviceCentre],
  ['TRUNG TAM PVHCC', serviceCentre],
  ['TT PVHCC', serviceCentre],
  ['TTPVHCC', serviceCentre],
  ['UY BAN ND', committee],
  ['U B N D', committee],
  ['UB ND', committee],
  ['UBND', committee],
  ['HDND', 'HOI DONG NHAN DAN'],
  ['KBNN', 'KHO BAC NHA NUOC'],
  ['PKT', 'PHONG KINH TE'],
  ['VP', 'VAN PHONG'],
  ['TP', 'THANH PHO'],
];

/** These are as often a word of a name, so they are written out only before a place. */
const beforePlace: Readonly<Record<string, string>> = {
  P: 'PHUONG',
  X: 'XA',
  T: 'TINH',
  TT: 'THI TRAN',
  H: 'HUYEN',
};

/**
 * The words with what is shortened written out, and `Mỹ` as `Mĩ`.
 * @param places first words of the places that may follow `P.`, `X.` and `T.`
 */
export function expanded(words: readonly string[], places: ReadonlySet<string>): string[] {
  const long: string[] = [];
  for (let at = 0; at < words.length;) {
    const rest = `${words.slice(at).join(' ')} `;
    const known = abbreviations.find(([short]) => rest.startsWith(`${short} `));
    const word = words[at] ?? '';
    const next = words[at + 1];
    if (known) long.push(...known[1].split(' '));
    else if (next !== undefined && places.has(next)) {
      long.push(...(beforePlace[word] ?? word).split(' '));
    } else long.push(word);
    at += known ? known[0].split(' ').length : 1;
  }
  return long.map((word) => word.replace(/^(H|K|L|M|QU|S|T)Y$/, '$1I'));
}

/** True when the words begin with all of the others. */
export function beginWith(words: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((word, at) => words[at] === word);
}

const above = /^(TINH|THANH PHO|HUYEN|THI XA|QUAN|TX|Q|H|T|VIET NAM)\b/;

/** Whether these words, after a unit's name, say what it belongs to. */
export function nameAnAbove(words: readonly string[]): boolean {
  return above.test(words.join(' '));
}

const officeAtStart =
  /^(UY BAN|HOI DONG|PHUONG|XA|DAC KHU|THI TRAN|SO|BAN|CUC|CHI CUC|PHONG|TRUNG TAM|VAN PHONG|KHO BAC|HUYEN|THI XA|THANH PHO|TINH)\b/;
const officeAnywhere = /\b(UY BAN NHAN DAN|HOI DONG NHAN DAN|TRUNG TAM|KHO BAC)\b/;

/** Whether it sounds like an office. `PHUONG` alone may be a person's Phương. */
export function soundLikeAnOffice(words: readonly string[]): boolean {
  const text = words.join(' ');
  return officeAtStart.test(text) || officeAnywhere.test(text);
}
