// The places of the matrix: who lies above, beside and below whom, and the words by which anything
// of theirs is known again wherever it turns up.

/** D is above A and B, A above A1; E belongs to the province alone, F to another one. */
export const places = ['A', 'A1', 'B', 'D', 'E', 'F'] as const;
export type Place = (typeof places)[number];

/** What belongs to no unit: the province's alone. */
export const nobodys = 'N';
export type Owner = Place | typeof nobodys;

export const codes: Readonly<Record<Place, string>> = {
  A: '25195',
  A1: 'MKA1X7-TT',
  B: '25210',
  D: 'MKDX7-SO',
  E: '25217',
  F: '00004',
};

export const accounts: Readonly<Record<Place, string>> = {
  A: '71002003001',
  A1: '71002003002',
  B: '71002003003',
  D: '71002003004',
  E: '71002003005',
  F: '71002003006',
};

/** Of an account that nobody registered: its statement is parked. */
export const parkedAccount = '71002003099';

export const scopes = ['A', 'D', '75', '01'] as const;
export type Scope = (typeof scopes)[number];

/** What each scope reaches, typed out. */
export const within: Readonly<Record<Scope, readonly Owner[]>> = {
  A: ['A', 'A1'],
  D: ['D', 'A', 'A1', 'B'],
  '75': ['A', 'A1', 'B', 'D', 'E', nobodys],
  '01': ['F'],
};

/** A scope as grants and tokens write it. */
export function scopeCode(scope: Scope): string {
  return scope === 'A' || scope === 'D' ? codes[scope] : scope;
}

/** Stands in every text that is somebody's: names, references, file names. */
export function mark(owner: Owner): string {
  return `MK${owner}X7`;
}

/** Stands in what names or describes somebody who paid. */
export function payerMark(owner: Owner): string {
  return `PYR${owner}X7`;
}

/** Stands in what a unit earns or spends otherwise. */
export function incomeMark(owner: Owner): string {
  return `INC${owner}X7`;
}

const allOwners: readonly Owner[] = [...places, nobodys];

/** A code stands alone: the same digits inside a longer number are something else. */
function standing(code: string): string {
  return `(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`;
}

/** Whose things a reader may see, whose payers in the clear, and whose other income. */
export interface Sights {
  readonly seen: ReadonlySet<Owner>;
  readonly payers: ReadonlySet<Owner>;
  readonly income: ReadonlySet<Owner>;
}

const signsOf = (
  owner: Owner,
): { readonly own: RegExp; readonly payer: RegExp; readonly income: RegExp } => {
  const numbers = owner === nobodys ? [parkedAccount] : [standing(codes[owner]), accounts[owner]];
  return {
    own: new RegExp([mark(owner), ...numbers].join('|'), 'i'),
    payer: new RegExp(payerMark(owner), 'i'),
    income: new RegExp(incomeMark(owner), 'i'),
  };
};

const signs = new Map(allOwners.map((owner) => [owner, signsOf(owner)]));

/** The parent stands in what a unit is told of itself; its code is no secret below it. */
const parents: Readonly<Partial<Record<Owner, Owner>>> = { A: 'D', B: 'D', A1: 'A' };

/** What a text tells of others: the first sign of each that is out of sight, with what is around. */
export function leaksFor(text: string, { seen, payers, income }: Sights): string[] {
  const known = allOwners.filter((owner) => seen.has(owner)).map((owner) => parents[owner]);
  const rest = known.reduce<string>((left, parent) => withoutParent(left, parent), text);
  return allOwners.flatMap((owner) => {
    const sign = signs.get(owner)!;
    const hidden = [
      ...(seen.has(owner) ? [] : [sign.own]),
      ...(seen.has(owner) && payers.has(owner) ? [] : [sign.payer]),
      ...(seen.has(owner) && income.has(owner) ? [] : [sign.income]),
    ];
    return hidden.flatMap((each) => {
      const found = each.exec(rest);
      if (!found) return [];
      return [`${owner}: …${rest.slice(Math.max(0, found.index - 80), found.index + 80)}…`];
    });
  });
}

function withoutParent(text: string, parent: Owner | undefined): string {
  if (parent === undefined || parent === nobodys) return text;
  return text.replaceAll(`"parentCode":"${codes[parent]}"`, '"parentCode":"…"');
}

/** How a target lies to a scope, as the matrix counts it. */
export type Target = Place | 'absent';
export const targets: readonly Target[] = [...places, 'absent'];
