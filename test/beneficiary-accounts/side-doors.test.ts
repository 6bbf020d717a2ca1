// No door but two people changes an account: not the service's own role with SQL of its own, not an
// import, not the command line.
import type { Principal } from '../../src/access/principal.js';
import { suspendAccount } from '../../src/beneficiary-accounts/hold-version.js';
import { proposeResuming } from '../../src/beneficiary-accounts/propose-change.js';
import { commandsFor } from '../../src/commands/index.js';
import { verifyBooks } from '../../src/oversight/verify-books.js';
import { commandLine } from '../support/command-line.js';
import type { TestDatabase } from '../support/database.js';
import {
  approve,
  askedBy,
  changeAccount,
  days,
  later,
  openTwoPeople,
  propose,
  unit,
  wednesday,
} from './two-people.js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

let database: TestDatabase;
let maker: Principal;
let checker: Principal;
/** An active version of `default`, and what brought it. */
let version: string;
let decision: string;
const at = later(days(5));

beforeAll(async () => {
  ({ database, maker, checker } = await openTwoPeople());
  version = await changeAccount(database, { maker, checker });
  [decision = ''] = await database.db('account_decision').pluck<string[]>('proposal_id');
});
afterAll(() => database.close());

/** SQL of the service's role; `:other` is another physical account. */
const doors: readonly (readonly [what: string, sql: string, refused: RegExp])[] = [
  ['another account in the version', 'set bank_account_id = bank_account_id', /permission denied/],
  ['another holder in the version', "set account_name = 'X'", /permission denied/],
  ['another first day', "set valid_from = '2026-01-01'", /permission denied/],
  ['another status', "set status = 'vouched'", /permission denied/],
  ['an end that nobody decided', "set valid_to = '2027-01-01'", /only_a_decision_moves/],
  [
    'an end on another day than was decided',
    `set valid_to = '2027-01-01', ended_by = decision_id`,
    /a_version_ends_as_was_decided/,
  ],
  [
    'a stop of what is active',
    `set stopped_at = '2027-01-01', stopped_by = 'x', stopped_because = 'x'`,
    /only_a_change_that_is_not_active_can_be_stopped/,
  ],
].map(([what = '', set = '', refused]) => [
  what as string,
  `update beneficiary_account ${String(set)} where id = :version`,
  refused as RegExp,
]);

const inserted = (columns: string, values: string) =>
  `insert into beneficiary_account (unit_code, purpose, bank_account_id, account_name, recorded_by
     ${columns}) select unit_code, purpose, bank_account_id, account_name, 'x' ${values}
     from beneficiary_account where id = :version`;

const newVersions: readonly (readonly [what: string, sql: string, refused: RegExp])[] = [
  [
    'an approved version without a decision',
    inserted(', status', ", 'approved'"),
    /only_a_decision/,
  ],
  ['a version that says nothing of where it comes from', inserted('', ''), /says_so/],
  [
    'a second version by a decision that was used',
    inserted(
      ', status, decision_id, valid_from, activates_at',
      ", 'approved', :decision::bigint, valid_from, activates_at",
    ),
    /one_account_per_unit_purpose_and_day|a_decision_brings_one_version/,
  ],
  [
    'a take-over where two people began',
    inserted(
      ', origin, taken_over_ordinal, taken_over_count, valid_from, valid_to, stated_valid_to',
      ", 'take_over', 1, 1, '2020-01-01', '2020-02-01', '2020-02-01'",
    ),
    /a_taken_over_version_is_of_its_purpose/,
  ],
  [
    'a version more than a take-over brought',
    inserted(
      ', origin, taken_over_ordinal, taken_over_count, valid_from, valid_to, stated_valid_to',
      ", 'take_over', 2, 1, '2020-01-01', '2020-02-01', '2020-02-01'",
    ),
    /so_many_versions_and_no_more/,
  ],
  [
    'a second beginning',
    `insert into account_purpose (unit_code, purpose, origin, taken_over_count)
     values ('${unit}', 'default', 'take_over', 5)`,
    /one_beginning_per_unit_and_purpose/,
  ],
  [
    'another beginning',
    `update account_purpose set origin = 'take_over', taken_over_count = 5`,
    /permission denied/,
  ],
  ['a decision that is changed', "update account_decision set outcome = 'approved'", /permission/],
  ['a decision that is taken away', 'delete from account_decision', /permission denied/],
  ['a version that is taken away', 'delete from beneficiary_account', /permission denied/],
  ['a history that is taken away', 'delete from account_event', /permission denied/],
  ['a maker who is exchanged', `update account_proposal set maker_id = 0`, /permission denied/],
  [
    'a resumption that nobody decided',
    `insert into account_event (version_id, event, at, by) values (:version, 'resumed', now(), 'x')`,
    /to_resume_takes_a_decision/,
  ],
  [
    'a resumption by a decision about something else',
    `insert into account_event (version_id, event, at, by, proposal_id)
     values (:version, 'resumed', now(), 'x', :decision)`,
    /a_version_is_resumed_as_was_decided/,
  ],
];

test.each([...doors, ...newVersions])(
  'SQL of the service is refused: %s',
  async (_what, sql, refused) => {
    const bound = { version, decision };
    const direct = database.db.raw(sql.replaceAll('::bigint', ''), bound);
    await expect(direct).rejects.toThrow(refused);
  },
);

test('a decision to resume is used once, and for its own account', async () => {
  const reason = 'Kiểm tra';
  await suspendAccount(askedBy(database, maker, at), { asker: maker, versionId: version, reason });
  const resuming = { asker: maker, versionId: version, reason, submit: true };
  const { id } = await proposeResuming(askedBy(database, maker, at), resuming);
  await approve(database, checker, id, at);
  const again = { version_id: version, event: 'resumed', at, by: 'x', proposal_id: id };
  await expect(database.db('account_event').insert(again)).rejects.toThrow(
    'a_decision_resumes_once',
  );
});

test('the command line has no way to change an account, and its import refuses a second one', async () => {
  const names = (await commandsFor())
    .map(({ name }) => name)
    .filter((name) => name.startsWith('account'));
  // these say what platforms know, and change no account
  expect(names).toEqual(['account untold', 'account told', 'account confirmed']);
  const file = join(database.config.dataDir, 'accounts.csv');
  const rows = [
    'unitCode,bankBin,accountNumber,accountName,validFrom',
    `${unit},970436,9998887776,KE GIAN,2030-01-01`,
  ];
  await writeFile(file, rows.join('\n'));
  const before = await database.db('beneficiary_account').select('*');
  const ended = await commandLine(database, wednesday)('import', 'accounts', file);
  expect(ended).not.toMatchObject({ code: 0 });
  expect(await database.db('beneficiary_account').select('*')).toEqual(before);
});

test('verify books finds an approved version whose acts nobody recorded, and one that came back', async () => {
  const broken = async () =>
    (await verifyBooks(database)).checks
      .filter((check) => check.broken > 0)
      .map(({ name }) => name);
  expect(await broken()).toEqual([]);
  const purpose = 'quay lại';
  const first = await changeAccount(database, { maker, checker }, { purpose });
  const { id } = await propose(database, maker, { purpose, at });
  await approve(database, checker, id, at);
  expect(await broken()).toEqual([]);
  // the service's role can date a stop back and open the version before it: this is where it shows
  const stop = { stopped_at: wednesday, stopped_by: 'x', stopped_because: 'x' };
  await database.db('beneficiary_account').where({ decision_id: id }).update(stop);
  await database
    .db('beneficiary_account')
    .where({ id: first })
    .update({ valid_to: null, ended_by: null });
  expect(await broken()).toEqual(['each change that was stopped has its act in the trail']);
  const rows = await database
    .db('account_proposal')
    .insert({
      ...{ unit_code: unit, purpose: 'lén', change: 'declare', kind: 'bank', bank_bin: '970436' },
      ...{ account_number: '1', account_name: 'x', reason: 'x', maker_id: maker.id, made_at: at },
    })
    .returning<{ id: string }[]>('id');
  await database.db('account_decision').insert({
    ...{ proposal_id: rows[0]!.id, outcome: 'approved', unit_code: unit, purpose: 'lén' },
    ...{ change: 'declare', maker_id: maker.id, checker_id: checker.id, shown_digest: 'x' },
    ...{ decided_at: at, told: '[]', effective_on: '2026-06-01', activates_at: at },
  });
  expect(await broken()).toContain('each approval has two people, and both acts in the trail');
});
