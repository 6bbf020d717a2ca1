// A list of units from elsewhere beside ours: what is on both, what on one alone, and why.
import { compareLists, type ComparedUnit } from '../../src/oversight/compare-lists.js';
import type { ReadinessFacts, VersionState } from '../../src/oversight/can-take-payments.js';
import { readListedUnits } from '../../src/oversight/listed-rows.js';
import { instantOf } from '../../src/calendar.js';
import { findByName } from '../../src/units/unit-names.js';
import { csvFile, xlsxFile } from '../support/own-file.js';

const unit = (code: string, name: string, more: Partial<ComparedUnit> = {}): ComparedUnit => ({
  ...{ code, name, type: 'xa', agencyCode: null, formerNames: [] },
  ...more,
});
const former = [{ name: 'Minh Long', type: 'xa', until: '2025-07-01' }];
const units = [
  unit('25252', 'Phú Riềng', { agencyCode: 'H19.77' }),
  unit('25280', 'Lộc Thạnh'),
  unit('25294', 'Lộc Thành'),
  unit('25432', 'Chơn Thành', { type: 'phuong' }),
  unit('25441', 'Minh Hưng', { type: 'phuong', formerNames: former }),
];

const active: VersionState = {
  purpose: 'default',
  origin: 'approved',
  validFrom: null,
  validTo: null,
  activatesAt: null,
  stoppedAt: null,
  events: [],
  isVerified: false,
  isProven: false,
};

function compare(
  rows: readonly (readonly [code: string | null, name: string | null])[],
  versions: Readonly<Record<string, Partial<VersionState>>> = {},
) {
  const readiness = new Map(
    Object.entries(versions).map(([code, version]): [string, ReadinessFacts] => [
      code,
      { versions: [{ ...active, ...version }], awaiting: [] },
    ]),
  );
  const listed = rows.map(([code, name], at) => ({ line: at + 2, code, name }));
  const asOf = instantOf('2026-05-20', '12:00');
  return compareLists({ rows: listed, units, readiness, asOf }).map((entry) => [
    entry.side,
    entry.unit?.code ?? null,
    entry.reasons.join(' '),
    entry.candidates.map(({ code }) => code).join(' '),
  ]);
}

describe('two lists side by side', () => {
  it('a unit with an account in force is on both, by its code, agency code or name', () => {
    const ours = { '25252': {}, '25432': {} };
    expect(
      compare(
        [
          ['25252', null],
          [null, 'UBND phường Chơn Thành'],
        ],
        ours,
      ),
    ).toEqual([
      ['both', '25252', '', ''],
      ['both', '25432', '', ''],
    ]);
    expect(compare([['h19.77', 'Xã Phú Riêng']], { '25252': {} })[0]).toEqual([
      'both',
      '25252',
      '',
      '',
    ]);
  });

  it('a unit whose account does not count is only on theirs, with what is missing', () => {
    const later = instantOf('2026-05-21');
    const versions = {
      '25432': { activatesAt: later },
      '25441': {
        events: [{ event: 'suspended' as const, at: instantOf('2026-05-19'), onDay: null }],
      },
      '25280': { validTo: '2026-05-20' },
    };
    const rows = [
      ['25252', null],
      ['25432', null],
      ['25441', null],
      ['25280', null],
    ] as const;
    expect(compare(rows, versions).map(([side, , reasons]) => [side, reasons])).toEqual([
      ['only_theirs', 'no_account'],
      ['only_theirs', 'not_yet_active'],
      ['only_theirs', 'suspended'],
      ['only_theirs', 'no_longer_in_force'],
    ]);
  });

  it('names that differ by a mark alone are never guessed, whatever marks are written', () => {
    const ours = { '25280': {}, '25294': {} };
    for (const name of ['Xã Lộc Thạnh', 'LOC THANH', 'Lộc Thành']) {
      const [theirs, ...others] = compare([[null, name]], ours);
      expect(theirs?.slice(0, 3)).toEqual(['only_theirs', null, 'name_ambiguous']);
      expect(theirs?.[3]?.split(' ').sort()).toEqual(['25280', '25294']);
      expect(others.map(([side, , reason]) => [side, reason])).toEqual([
        ['only_ours', 'maybe_listed'],
        ['only_ours', 'maybe_listed'],
      ]);
    }
  });

  it('an earlier type or name is found and said to be one', () => {
    const ours = { '25432': {}, '25441': {} };
    expect(
      compare(
        [
          [null, 'Xã Chơn Thành'],
          [null, 'xã Minh Long'],
        ],
        ours,
      ),
    ).toEqual([
      ['both', '25432', 'other_type', ''],
      ['both', '25441', 'earlier_name', ''],
    ]);
  });

  it('an unknown code, a name that is nearly one, and a code beside another name stay open', () => {
    expect(
      compare([
        ['99999', 'Phú Riềng'],
        [null, 'Phú Riêngg'],
        ['25432', 'Phú Riềng'],
        [null, 'Atlantis'],
      ]),
    ).toEqual([
      ['only_theirs', null, 'code_unknown', '25252'],
      ['only_theirs', null, 'name_near', '25252'],
      ['only_theirs', null, 'code_and_name_disagree', '25432 25252'],
      ['only_theirs', null, 'name_unknown', ''],
    ]);
  });

  it('what only ours has is told, and a unit listed twice too', () => {
    expect(
      compare(
        [
          ['25252', null],
          [null, 'Phú Riềng'],
        ],
        { '25252': {}, '25432': {} },
      ),
    ).toEqual([
      ['both', '25252', '', ''],
      ['both', '25252', 'listed_twice', ''],
      ['only_ours', '25432', 'not_listed', ''],
    ]);
  });
});

describe('a sheet of units from elsewhere', () => {
  const listed = async ({ bytes }: { readonly bytes: Buffer }) => {
    const outcome = await readListedUnits(bytes);
    if (outcome.kind === 'refused') return outcome.refusal.code;
    return outcome.rows.map(({ code, name }) => [code, name]);
  };

  it('has its header found below titles, in any order', async () => {
    const file = await xlsxFile(
      'annex.xlsx',
      'PHỤ LỤC',
      '(Kèm theo Công văn số 1150/BTP-CNTT)',
      'STT,Tên đơn vị,Mã đơn vị,Ghi chú',
      '1,Xã Phú Riềng,25252,',
      '2,Phường Chơn Thành,25432,mới',
    );
    expect(await listed(file)).toEqual([
      ['25252', 'Xã Phú Riềng'],
      ['25432', 'Phường Chơn Thành'],
    ]);
  });

  it('without a header is read by what stands in its columns; HTML too', async () => {
    expect(await listed(csvFile('a.csv', '1,25252', '2,25432'))).toEqual([
      ['25252', null],
      ['25432', null],
    ]);
    const html = '<html><table><tr><td>Tên xã</td></tr><tr><td>Phú Riềng</td></tr></table></html>';
    expect(await listed({ bytes: Buffer.from(html) })).toEqual([[null, 'Phú Riềng']]);
  });

  it('that holds no units, or more than the country has, or is no table is refused by its code', async () => {
    expect(await listed(csvFile('a.csv', 'x,y', '1,2'))).toBe('no_unit_column');
    const many = Array.from({ length: 10_001 }, (_, at) => String(10_000 + at));
    expect(await listed(csvFile('a.csv', 'Mã đơn vị', ...many))).toBe('too_many_units');
    expect(await listed({ bytes: Buffer.from('%PDF-1.7') })).toBe('format_not_supported');
  });
});

it('a short name must be exact: two letters apart it may be any other', () => {
  expect(findByName('Lộc', units)).toEqual({ kind: 'unknown' });
});
