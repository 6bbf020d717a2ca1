// What a change of account does to the money: where platforms were told to send it, whose it is when
// it comes into the old account, and what proves the new one.
import { transferCodeOf } from '../../src/beneficiary-accounts/transfer-code.js';
import type { AccountFact, PlatformWordFact } from '../../src/reconciliation/facts.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import {
  aLine,
  anAccount,
  aPayment,
  clock,
  type FactsGiven,
  type LineGiven,
  readingOf,
} from '../support/facts.js';

const line = (day: string, amount: bigint, text = 'NOP PHI R1', more: Partial<LineGiven> = {}) =>
  aLine({ on: `2026-05-${day}`, amount, text, ...more });

/** A until 13/05/2026, from then on A2, by a decision of two people. */
const replaced: readonly AccountFact[] = [
  anAccount('A', 'U', '2026-01-01', { validTo: '2026-05-13' }),
  anAccount('A2', 'U', '2026-05-13', { isTakenOver: false }),
];
const code = transferCodeOf(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
const [former, successor] = replaced as [AccountFact, AccountFact];

const word = (
  given: Partial<PlatformWordFact> & Pick<PlatformWordFact, 'onDay'>,
): PlatformWordFact => ({
  versionId: successor.versionId,
  change: 'begins',
  platform: 'P',
  word: 'confirmed',
  ...given,
});

const kinds = (reading: ProvinceReading) => reading.discrepancies.map(({ kind }) => kind);
const flagsOf = (reading: ProvinceReading, unitCode = 'U') =>
  reading.flags.filter((flag) => flag.unitCode === unitCode).map(({ flag }) => flag);
const flagOf = (reading: ProvinceReading, kind: string) =>
  reading.flags.find(({ flag, unitCode }) => flag === kind && unitCode === 'U');

describe('Money in the old account', () => {
  const oldOf = (given: Partial<FactsGiven>, asOf?: string) =>
    readingOf({ accounts: replaced, ...given }, asOf).discrepancies.filter(
      ({ kind }) => kind === 'old_account',
    );
  const paid = (day: string, ref: string, more: object = {}) =>
    aPayment({ paidAt: `2026-05-${day} 10:00`, ref, ...more });

  test('names the account it came into and the one that was right', () => {
    const [one] = oldOf({ payments: [paid('14', 'R1')], lines: [line('15', 100000n)] });
    expect(one?.oldAccounts).toEqual([
      {
        owner: 'ministry',
        oldAccount: {
          account: '00A',
          bankBin: '970436',
          validFrom: '2026-01-01',
          validTo: '2026-05-13',
        },
        rightAccount: {
          account: '00A2',
          bankBin: '970436',
          validFrom: '2026-05-13',
          validTo: null,
        },
        platform: 'P',
        platformWord: 'none',
        platformWordOn: null,
        members: 1,
        amount: 100000n,
      },
    ]);
  });

  test('payments before and after the platform’s word are told apart, and the newest says whose the whole is', () => {
    const platformWords = [
      word({ word: 'told', onDay: '2026-05-13' }),
      word({ onDay: '2026-05-15' }),
    ];
    const payments = [paid('14', 'R1'), paid('15', 'R2', { amount: 7000n })];
    const lines = [line('15', 100000n), line('15', 7000n, 'NOP PHI R2')];
    const [before, ...none] = oldOf({ payments: payments.slice(0, 1), lines, platformWords });
    expect([before?.owner, none]).toEqual(['ministry', []]);
    const [both] = oldOf({ payments, lines, platformWords });
    expect(both).toMatchObject({ id: 'U:old_account:P', owner: 'department_of_justice' });
    expect(
      both?.oldAccounts?.map(({ owner, members, amount, platformWordOn }) => [
        owner,
        members,
        amount,
        platformWordOn,
      ]),
    ).toEqual([
      ['department_of_justice', 1, 7000n, '2026-05-15'],
      ['ministry', 1, 100000n, '2026-05-15'],
    ]);
  });

  test('a platform’s word binds no other platform', () => {
    const payments = [paid('14', 'R1')];
    const platformWords = [word({ platform: 'B', onDay: '2026-05-13' })];
    const [one] = oldOf({ payments, lines: [line('15', 100000n)], platformWords });
    expect(one?.owner).toBe('ministry');
  });

  test('that the platform confirmed the end of the old account is as good as the beginning of the new', () => {
    const platformWords = [
      word({ versionId: former.versionId, change: 'ends', onDay: '2026-05-13' }),
    ];
    const [one] = oldOf({
      payments: [paid('14', 'R1')],
      lines: [line('15', 100000n)],
      platformWords,
    });
    expect(one?.owner).toBe('department_of_justice');
  });

  test('nobody is taken to know a change that a take-over brought', () => {
    const accounts = replaced.map((account) => ({
      ...account,
      isTakenOver: true,
    }));
    const given = { accounts, payments: [paid('14', 'R1')], lines: [line('15', 100000n)] };
    const [unknown] = oldOf(given);
    expect(unknown?.oldAccounts?.[0]).toMatchObject({ owner: 'ministry', platformWord: 'none' });
    const [told] = oldOf({
      ...given,
      platformWords: [word({ word: 'told', onDay: '2026-05-13' })],
    });
    expect(told?.oldAccounts?.[0]).toMatchObject({ owner: 'ministry', platformWord: 'told' });
  });

  test('with several purposes the right account is that of the same purpose', () => {
    const accounts = [
      ...replaced,
      anAccount('L', 'U', '2026-01-01', {
        purpose: 'land',
        validTo: '2026-05-13',
      }),
      anAccount('L2', 'U', '2026-05-13', { purpose: 'land', isTakenOver: false }),
    ];
    const payments = [
      paid('14', 'R1', {
        feeItems: [
          { purpose: 'default', amount: 60000n },
          { purpose: 'land', amount: 40000n },
        ],
      }),
    ];
    const [one] = oldOf({
      accounts,
      payments,
      lines: [
        line('15', 60000n, 'R1', { account: 'A2' }),
        line('15', 40000n, 'R1', { account: 'L' }),
      ],
    });
    expect(one?.oldAccounts?.[0]).toMatchObject({
      oldAccount: { account: '00L' },
      rightAccount: { account: '00L2' },
    });
  });
});

describe('An account that the platform was told', () => {
  const toldReading = (account: string, bank?: string, more: Partial<FactsGiven> = {}) => {
    const told = bank === undefined ? { account } : { account, bank };
    return readingOf({
      accounts: replaced,
      payments: [aPayment({ paidAt: '2026-05-14 10:00', told })],
      ...more,
    });
  };
  const isWrong = (...given: Parameters<typeof toldReading>) => {
    const reading = toldReading(...given);
    const isFlagged = flagOf(reading, 'wrong_account') !== undefined;
    expect(kinds(reading).includes('wrong_route')).toBe(isFlagged);
    return isFlagged;
  };

  test('is right when it is the unit’s on the day of payment, however it is written', () => {
    expect(isWrong('00A2')).toBe(false);
    expect(isWrong('00 a2 VND')).toBe(false);
    expect(isWrong('00A2', '970436')).toBe(false);
  });

  test('is wrong when it had ended or was not yet the unit’s, or is nobody’s', () => {
    expect(isWrong('00A', '970436')).toBe(true);
    expect(isWrong('99999')).toBe(true);
    const early = [aPayment({ paidAt: '2026-05-12 10:00', told: { account: '00A2' } })];
    expect(isWrong('', undefined, { payments: early })).toBe(true);
  });

  test('is wrong at another bank, by BIN or by the institution in a clearing code', () => {
    expect(isWrong('00A2', '970418')).toBe(true);
    expect(isWrong('00A2', '79202007')).toBe(true);
    // another branch of the same bank
    expect(isWrong('00A2', '79203015')).toBe(false);
    expect(isWrong('00A2', '01203001')).toBe(false);
    // a short name may mean two banks
    expect(isWrong('00A2', 'VCB')).toBe(false);
  });

  test('at the State Treasury is known by its institution, and has no BIN', () => {
    const accounts = [anAccount('T', 'U', null, { bankBin: null, number: '3511.0.1104195' })];
    expect(isWrong('3511 0 1104195', '75701001', { accounts })).toBe(false);
    expect(isWrong('351101104195', '79203015', { accounts })).toBe(true);
    expect(isWrong('351101104195', '970436', { accounts })).toBe(true);
  });

  test('is right when it is that of any purpose of the unit', () => {
    const accounts = [...replaced, anAccount('L', 'U', '2026-01-01', { purpose: 'land' })];
    expect(isWrong('00L', '970436', { accounts })).toBe(false);
  });

  test('that had ended is wrong also where the unit has none any more; an unknown one says nothing then', () => {
    const accounts = [former];
    expect(isWrong('00A', undefined, { accounts })).toBe(true);
    expect(isWrong('99999', undefined, { accounts })).toBe(false);
  });

  test('is flagged from the moment of payment, before the money is due', () => {
    const payments = [aPayment({ paidAt: '2026-05-14 10:00', told: { account: '00A' } })];
    const reading = readingOf({ accounts: replaced, payments }, '2026-05-14 10:01');
    expect(flagOf(reading, 'wrong_account')).toMatchObject({ since: clock('2026-05-14 10:00') });
    expect(reading.discrepancies).toMatchObject([{ kind: 'wrong_route', owner: 'ministry' }]);
  });
});

describe('What proves an account', () => {
  const asked = {
    id: '1',
    versionId: successor.versionId,
    unitCode: 'U',
    bankAccountId: 'A2',
    code,
    madeOn: '2026-05-12',
    expiresOn: '2026-05-15',
  };
  const read = (given: LineGiven | null, more: Partial<FactsGiven> = {}, asOf?: string) =>
    readingOf(
      {
        accounts: [...replaced, anAccount('V1', 'V')],
        payments: [],
        verifications: [asked],
        lines: given ? [aLine(given)] : [],
        ...more,
      },
      asOf,
    );
  const proofOf = (reading: ProvinceReading) => {
    const account = reading.units
      .find(({ unitCode }) => unitCode === 'U')
      ?.accounts.find(({ versionId }) => versionId === successor.versionId);
    return [account?.verified, account?.verifiedBy, account?.verifiedOn];
  };
  const transfer: LineGiven = {
    on: '2026-05-13',
    amount: 3210n,
    text: `ibft ${code.slice(0, 8).toLowerCase()} ${code.slice(8)} xac minh TK`,
    account: 'A2',
  };

  test('the code in its own statement, whatever the bank made of the text', () => {
    const reading = read(transfer);
    expect(proofOf(reading)).toEqual([true, 'code', '2026-05-13']);
    expect(reading.verifications).toMatchObject([{ state: 'seen', seenOn: '2026-05-13' }]);
    expect(proofOf(read(transfer, {}, '2026-05-12 20:00'))).toEqual([false, null, null]);
  });

  test('not the code in another account: that is told', () => {
    const reading = read({ ...transfer, account: 'V1' });
    expect(proofOf(reading)).toEqual([false, null, null]);
    expect(reading.verifications).toMatchObject([
      {
        state: 'expired',
        seenOn: null,
        seenElsewhere: [{ bookedOn: '2026-05-13', unitCode: 'V', isSameAccount: false }],
      },
    ]);
  });

  test('not a code booked before it was made or after its last day, nor a debit', () => {
    for (const on of ['2026-05-11', '2026-05-16']) {
      const reading = read({ ...transfer, on });
      expect(proofOf(reading)).toEqual([false, null, null]);
      expect(reading.verifications[0]?.seenElsewhere).toMatchObject([{ isSameAccount: true }]);
    }
    expect(proofOf(read({ ...transfer, on: '2026-05-15' }))[0]).toBe(true);
    expect(proofOf(read({ ...transfer, amount: -3210n }))[0]).toBe(false);
  });

  test('the first confirmed credit, if it came before the code', () => {
    const payments = [aPayment({ paidAt: '2026-05-13 08:00' })];
    const credit = line('14', 100000n, 'R1', { account: 'A2' });
    expect(proofOf(read(null, { payments, lines: [credit] }))).toEqual([
      true,
      'credit',
      '2026-05-14',
    ]);
    const both = { payments, lines: [credit, aLine(transfer)] };
    expect(proofOf(read(null, both))).toEqual([true, 'code', '2026-05-13']);
  });

  test('a test transfer is known by its name: it is no unidentified credit and no payment’s', () => {
    // as much as an open payment, and a gateway named
    const payments = [aPayment({ paidAt: '2026-05-13 08:00', amount: 3210n, ref: 'R7' })];
    const text = `${transfer.text} P H19.31-260511-0001`;
    const reading = read({ ...transfer, text }, { payments });
    expect(reading.lines).toMatchObject([
      { state: 'ignored', recognisedAs: 'account_verification', matches: [] },
    ]);
    expect(kinds(reading)).toEqual(['not_arrived']);
    expect(flagsOf(reading)).toEqual(['money_missing']);
    const unasked = read({ ...transfer, text }, { payments, verifications: [] });
    expect(unasked.lines).toMatchObject([{ state: 'unmatched', recognisedAs: null }]);
    expect(flagsOf(unasked)).toContain('unidentified_credit');
  });

  test('a line that names a payment as well is that payment’s', () => {
    const payments = [aPayment({ paidAt: '2026-05-13 08:00', ref: 'DN260513S001' })];
    const text = `${transfer.text} DN260513S001`;
    const reading = read({ ...transfer, amount: 100000n, text }, { payments });
    expect(reading.payments[0]?.settlement).toBe('arrived');
    expect(reading.lines[0]).toMatchObject({ state: 'matched', recognisedAs: null });
  });
});

describe('The first credit of a new account', () => {
  const covered: FactsGiven['coverage'] = {
    A: ['2026-04-20', '2026-05-31'],
    A2: ['2026-04-20', '2026-05-31'],
  };
  const at = (given: Partial<FactsGiven>, asOf: string) =>
    readingOf({ accounts: replaced, coverage: covered, ...given }, asOf);
  const unproven = (reading: ProvinceReading) => flagOf(reading, 'account_unverified');
  // paid on Thursday, due on Friday 15/05
  const payments = [aPayment({ paidAt: '2026-05-14 10:00' })];

  test('that is missing once due puts the flag up at once', () => {
    expect(unproven(at({ payments }, '2026-05-15 23:59'))).toBeUndefined();
    expect(unproven(at({ payments }, '2026-05-16 00:01'))).toMatchObject({
      since: clock('2026-05-16 00:00'),
      payments: 1,
      amount: 100000n,
    });
  });

  test('that went to the old account does so three working days after it was due', () => {
    const given = { payments, lines: [line('15', 100000n)] };
    expect(unproven(at(given, '2026-05-20 23:59'))).toBeUndefined();
    expect(unproven(at(given, '2026-05-21 00:01'))).toMatchObject({
      since: clock('2026-05-21 00:00'),
      payments: 1,
    });
    const more = {
      payments: [...payments, aPayment({ paidAt: '2026-05-18 09:00', ref: 'R2', amount: 5000n })],
      lines: [...given.lines, line('19', 5000n, 'NOP PHI R2')],
    };
    expect(unproven(at(more, '2026-05-21 00:01'))).toMatchObject({ payments: 2, amount: 105000n });
  });

  test('that came, or a code, keeps it down whatever went elsewhere', () => {
    const both = [...payments, aPayment({ paidAt: '2026-05-14 11:00', ref: 'R2' })];
    const lines = [line('15', 100000n), line('15', 100000n, 'R2', { account: 'A2' })];
    expect(unproven(at({ payments: both, lines }, '2026-05-25 12:00'))).toBeUndefined();
    const verifications = [
      {
        id: '1',
        versionId: successor.versionId,
        unitCode: 'U',
        bankAccountId: 'A2',
        code,
        madeOn: '2026-05-12',
        expiresOn: '2026-05-26',
      },
    ];
    const seen = [line('13', 3210n, code, { account: 'A2' })];
    expect(unproven(at({ payments, verifications, lines: seen }, '2026-05-25 12:00'))).toBe(
      undefined,
    );
  });

  test('is not asked of an account that was taken over, nor of an old proven one', () => {
    const accounts = replaced.map((account) => ({ ...account, isTakenOver: true }));
    const given = { accounts, payments, lines: [line('15', 100000n)] };
    expect(unproven(at(given, '2026-05-25 12:00'))).toBeUndefined();
    const proven = [aPayment({ ref: 'R5' }), aPayment({ paidAt: '2026-05-12 08:00', ref: 'R6' })];
    const one = { accounts: [anAccount('A', 'U')], payments: proven };
    const missing = at({ ...one, lines: [line('12', 100000n, 'R5')] }, '2026-05-25 12:00');
    expect(flagsOf(missing)).toEqual(['money_missing']);
  });
});
