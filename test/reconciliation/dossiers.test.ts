// Dossier codes: one that nobody stated, one inside the reference of a payment we were never told of.
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import { impliedDossier } from '../../src/reconciliation/implied-dossier.js';
import { aLine, anAccount, aPayment, readingOf, type PaymentGiven } from '../support/facts.js';

const code = 'H19.113-260511-0001';
const reference = 'dvcH19113260511000120260511100512';

const unannounced = (more: PaymentGiven = {}) =>
  aPayment({ ref: reference, txn: 'TT0000000001', amount: 8000n, ...more });
const line = (day: string, text: string, amount = 8000n, account = 'A') =>
  aLine({ on: `2026-05-${day}`, amount, text, account, bankRef: `FT261320${day}000${amount}` });
const settlements = (reading: ProvinceReading) =>
  reading.payments.map(({ settlement }) => settlement);
const states = (reading: ProvinceReading) => reading.lines.map(({ state }) => state);

describe('A dossier code that only the payment’s own texts carry', () => {
  const of = (merchantRef: string | null, orderInfo: string | null = null) =>
    impliedDossier({ dossierCode: null, merchantRef, orderInfo });

  test.each([
    ['before the time in PayGov’s reference', reference, 'H191132605110001'],
    [
      'before a time of which digits are lost',
      'dvcH1911326050400012026050409001',
      'H191132605040001',
    ],
    ['with seven digits', 'dvcH19101260422154218820260422610974', 'H191012604221542188'],
    ['as printed', `HS ${code}/1`, 'H191132605110001'],
  ])('is read %s', (_where, merchantRef, expected) => {
    expect(of(merchantRef)).toBe(expected);
  });

  test('is read in what the payer was shown', () => {
    expect(of('DN260511A001', `THANH TOAN HO SO ${code}`)).toBe('H191132605110001');
  });

  test.each([
    ['no day in it', 'dvcH19113269911000120260511100512'],
    ['a time before its day', 'dvcH19113260511000120200511100512'],
    ['no time behind it', 'H1911326051100011234567890123456'],
    ['nothing of the kind', 'DN260511A001'],
  ])('is not made of a reference with %s', (_what, merchantRef) => {
    expect(of(merchantRef)).toBeNull();
  });

  test('is none where two are shown, or one is stated', () => {
    expect(of('R1', `${code}, H19.113-260511-0002`)).toBeNull();
    expect(
      impliedDossier({ dossierCode: 'X', merchantRef: reference, orderInfo: null }),
    ).toBeNull();
  });

  test('finds the money of an order that was never announced', () => {
    const lines = [line('12', `THANH TOAN HO SO ${code} NGUYEN VAN A`)];
    expect(settlements(readingOf({ payments: [unannounced()], lines }))).toEqual(['arrived']);
  });

  test('counts only as a word of its own: grown into another reference it names nobody', () => {
    const lines = [line('12', 'THANH TOAN dvcH19113260511000120260511183000')];
    const reading = readingOf({ payments: [unannounced()], lines });
    expect(settlements(reading)).not.toEqual(['arrived']);
    expect(states(reading)).toEqual(['unmatched']);
  });
});

describe('Two payments of one dossier of which we know one', () => {
  const known = () => unannounced({ dossierCode: code });
  const others = 'THANH TOAN dvcH19113260511000120260511183000';

  test.each(['11', '12'])('leave the known one its own credit, the other’s on %s or not', (day) => {
    const lines = [line(day, others), line('12', `THANH TOAN ${reference}`, 8000n)];
    const reading = readingOf({ payments: [known()], lines });
    expect(settlements(reading)).toEqual(['arrived']);
    const matched = reading.lines.filter(({ state }) => state === 'matched');
    expect(matched.map(({ narrative }) => narrative)).toEqual([`THANH TOAN ${reference}`]);
  });

  test('are one payment as long as nothing says otherwise', () => {
    expect(settlements(readingOf({ payments: [known()], lines: [line('12', others)] }))).toEqual([
      'arrived',
    ]);
  });
});

describe('Several payments in one credit', () => {
  const two = () => [
    aPayment({ ref: 'DN260511A001', txn: null, amount: 8000n, paidAt: '2026-05-14 09:00' }),
    aPayment({ ref: 'DN260511A002', txn: null, amount: 5000n, paidAt: '2026-05-14 10:00' }),
  ];
  const both = (account: string) => line('14', 'NOP DN260511A001 VA DN260511A002', 13000n, account);

  test('in another unit’s account are in the wrong unit', () => {
    const reading = readingOf({ payments: two(), lines: [both('V1')] });
    expect(settlements(reading)).toEqual(['wrong_unit', 'wrong_unit']);
  });

  test('in an account that was given up before are in the old one', () => {
    const accounts = [
      anAccount('A', 'U', '2026-01-01', { validTo: '2026-05-13' }),
      anAccount('A2', 'U', '2026-05-13'),
    ];
    const reading = readingOf({ payments: two(), lines: [both('A')], accounts });
    expect(settlements(reading)).toEqual(['old_account', 'old_account']);
  });
});

describe('A damaged reference', () => {
  const payments = () => [
    aPayment({ ref: '26050856565', txn: null, amount: 8000n }),
    aPayment({ ref: 'DN260511A009', txn: null, amount: 8000n }),
  ];
  const texts = [
    ['two neighbouring digits in each other’s place', 'NOP PHI 26050856556'],
    ['a letter for a digit, right before the wrap', '501273.080526.358877.ND:2605085656S NOP PHI'],
  ] as const;

  test.each(texts)('with %s names its payment alone', (_what, text) => {
    const reading = readingOf({ payments: payments(), lines: [line('12', text)] });
    expect(settlements(reading)).toEqual(['proposed', 'overdue']);
  });
});
