// Where units stand in the campaign for right accounts, from facts at hand and from the database.
import { campaignOf, campaignTotals } from '../../src/beneficiary-accounts/campaign.js';
import type { CampaignFacts, CampaignUnit } from '../../src/beneficiary-accounts/campaign.js';
import { loadCampaign } from '../../src/beneficiary-accounts/campaign-store.js';
import { setDeadlines } from '../../src/beneficiary-accounts/set-deadlines.js';
import { Calendar } from '../../src/calendar.js';
import { units } from '../support/two-communes.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { fillTwoCommunes } from '../support/two-communes.js';
import { anOfficer, byTester } from '../support/people.js';

const calendar = new Calendar([{ day: '2026-05-01', kind: 'holiday' }]);

function aCampaignUnit(overrides: Partial<CampaignUnit> = {}): CampaignUnit {
  return {
    unitCode: '25432',
    unitName: 'Chơn Thành',
    type: 'phuong',
    hasBusinessContact: true,
    hasItContact: true,
    hasAccountant: true,
    hasApprover: true,
    hasProposal: false,
    versions: [{ status: 'approved', validTo: null }],
    ...overrides,
  };
}

const open = { validFrom: '2026-01-01', validTo: null, verified: true, proven: true };

function standing(unit: CampaignUnit, more: Partial<CampaignFacts> = {}) {
  const accounts = [{ unitCode: unit.unitCode, accounts: [open] }];
  const facts = { units: [unit], accounts, deadlines: [], calendar, day: '2026-05-04', ...more };
  return campaignOf(facts)[0]!;
}

describe('a unit in the campaign', () => {
  it('has done everything when both focal points, both people and a proven account are there', () => {
    const { done, approvedBy, late } = standing(aCampaignUnit());
    expect(Object.values(done)).toEqual(Array(7).fill(true));
    expect({ approvedBy, late }).toEqual({ approvedBy: 'two_people', late: [] });
  });

  it('has declared once a change is handed in, and is approved only by a version that stands', () => {
    const waiting = standing(aCampaignUnit({ hasProposal: true, versions: [] }), { accounts: [] });
    expect(waiting.done).toMatchObject({ declared: true, approved: false, verified: false });
    const ended = [{ status: 'approved', validTo: '2026-05-04' }] as const;
    const over = standing(aCampaignUnit({ versions: ended }));
    expect(over).toMatchObject({ approvedBy: null, done: { declared: true, approved: false } });
  });

  it('whose register was taken over is told apart from one that two people decided on', () => {
    const versions = [
      { status: 'approved', validTo: null },
      { status: 'vouched', validTo: null },
    ] as const;
    expect(standing(aCampaignUnit({ versions })).approvedBy).toBe('taken_over');
  });

  it('is verified only when every account that is in force is', () => {
    const accounts = [
      {
        unitCode: '25432',
        accounts: [
          open,
          { ...open, verified: true, proven: false },
          { ...open, validTo: '2026-05-04', verified: false, proven: false },
        ],
      },
    ];
    const { done, accountsVerified, accountsProven, ...one } = standing(aCampaignUnit(), {
      accounts,
    });
    expect(one.accounts).toBe(2);
    expect({ accountsVerified, accountsProven }).toEqual({
      accountsVerified: 2,
      accountsProven: 1,
    });
    expect(done).toMatchObject({ verified: true, proven: false });
  });

  it('needs both focal points', () => {
    expect(standing(aCampaignUnit({ hasItContact: false })).done.focal_points).toBe(false);
  });

  it('is late by working days, days off left out, and not on the day itself', () => {
    const unit = aCampaignUnit({ hasApprover: false });
    const deadline = { task: 'approver', dueOn: '2026-04-29', note: null } as const;
    const lateOn = (day: string) => standing(unit, { deadlines: [deadline], day }).late;
    expect(lateOn('2026-04-29')).toEqual([]);
    expect(lateOn('2026-04-30')).toEqual([{ ...deadline, workingDays: 1 }]);
    // 1 May is a holiday, then a weekend
    expect(lateOn('2026-05-03')).toEqual([{ ...deadline, workingDays: 1 }]);
    expect(lateOn('2026-05-05')).toEqual([{ ...deadline, workingDays: 3 }]);
    expect(standing(aCampaignUnit(), { deadlines: [deadline] }).late).toEqual([]);
  });

  it('counts in the totals: what is done, who is late, what was only taken over', () => {
    const deadlines = [{ task: 'declared', dueOn: '2026-04-29', note: null }] as const;
    const facts = {
      units: [
        aCampaignUnit(),
        aCampaignUnit({ unitCode: '25345', versions: [{ status: 'vouched', validTo: null }] }),
        aCampaignUnit({ unitCode: '25441', versions: [], hasApprover: false }),
      ],
      ...{ accounts: [], deadlines, calendar, day: '2026-05-04' },
    };
    expect(campaignTotals(campaignOf(facts))).toMatchObject({
      units: 3,
      done: { declared: 2, approved: 2, approver: 2, verified: 0 },
      takenOver: 1,
      unitsLate: 1,
      lateByTask: { declared: 1, approved: 0 },
    });
  });
});

describe('what is stored of the campaign', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
    await fillTwoCommunes(database);
  });
  afterAll(() => database.close());

  const unitOf = async (code: string) =>
    (await loadCampaign(database.db)).units.find(({ unitCode }) => unitCode === code);

  it('all communes of the province take part, offices once something is to be paid to them', async () => {
    const { units: all } = await loadCampaign(database.db);
    // 95 communes and the office of Chơn Thành that has an account; Hà Nội's commune is not ours
    expect(all).toHaveLength(96);
    expect(await unitOf(units.child)).toMatchObject({ versions: [{ status: 'vouched' }] });
    expect(await unitOf(units.foreign)).toBeUndefined();
  });

  it('people count from their own office and from those above it, disabled ones nowhere', async () => {
    const { db } = database;
    const { id } = await anOfficer(db, { role: 'commune_accountant', scope: units.a });
    await anOfficer(db, { role: 'approver', scope: '75' });
    expect(await unitOf(units.child)).toMatchObject({ hasAccountant: true, hasApprover: true });
    expect(await unitOf(units.b)).toMatchObject({ hasAccountant: false, hasApprover: true });
    await db('officer').where({ id }).update({ disabled_at: new Date() });
    expect(await unitOf(units.child)).toMatchObject({ hasAccountant: false });
  });

  it('a deadline that is set anew replaces the one before, which stays on record', async () => {
    const { db } = database;
    const deps = { db, now: () => new Date(), by: byTester };
    const shown = { expect: () => undefined };
    const set = (dueOn: string) =>
      setDeadlines(deps, { deadlines: [{ task: 'verified', dueOn, note: null }], ...shown });
    await set('2026-06-30');
    expect(await set('2026-07-15')).toEqual([
      { task: 'verified', dueOn: '2026-07-15', note: null },
    ]);
    await setDeadlines(deps, { deadlines: [], ...shown });
    expect((await loadCampaign(db)).deadlines).toEqual([]);
    const due = await db('campaign_deadline').orderBy('id').pluck<(string | null)[]>('due_on');
    expect(due).toEqual(['2026-06-30', '2026-07-15', null]);
    await expect(db('campaign_deadline').update({ due_on: null })).rejects.toThrow('denied');
  });
});
