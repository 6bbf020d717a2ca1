// What bank feeds (SePay, Casso) saw early: joined with the statement line that it announces, never
// counted beside it, and never proof on its own.
import fc from 'fast-check';
import { balanceGaps } from '../../src/payments/bank-notice.js';
import type { FeeOrder } from '../../src/payments/payment.js';
import type { BankNoticeFact } from '../../src/reconciliation/facts.js';
import { joinNotices } from '../../src/reconciliation/join-notices.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import type { StatementLine } from '../../src/statements/statement-store.js';
import {
  aGateway,
  aLine,
  anAccount,
  aNotice,
  aPayment,
  gateways,
  type LineGiven,
  type NoticeGiven,
  paymentOf,
  readingOf,
} from '../support/facts.js';

const uncovered = { A: null };
const line = (day: string, amount: bigint, text: string, more: Partial<LineGiven> = {}) =>
  aLine({ on: `2026-05-${day}`, amount, text, ...more });

function shown(reading: ProvinceReading): string[] {
  return reading.payments.map(
    (one) => `${one.gatewayAccount} ${one.merchantRef ?? '-'} ${one.settlement ?? '-'}`,
  );
}

/** A credit of the feed as its callback leaves it: a notice, and a payment beside it. */
function seen(given: NoticeGiven = {}) {
  const notice = aNotice(given);
  return { notices: [notice], payments: [paymentOf(notice)] };
}

function anOrder(merchantRef: string, more: Partial<FeeOrder> = {}): FeeOrder {
  const unsaid = { dossierCode: null, procedureCode: null, toldBankCode: null, toldAccount: null };
  const order = { id: merchantRef, gateway: 'S', merchantRef, unitCode: 'U', amount: 100000n };
  return { ...order, ...unsaid, feeItems: [], createdAt: null, ...more };
}

describe('A payment known only from a bank feed', () => {
  test('is proposed before the statement and arrived after it, once', () => {
    const given = seen({ text: 'NGUYEN VAN A chuyen tien', bankRef: 'FT26132000001' });
    expect(shown(readingOf({ ...given, coverage: uncovered }))).toEqual(['S - proposed']);
    const lines = [line('12', 100000n, 'CK tu NGUYEN VAN A', { bankRef: 'FT26132000001' })];
    const reading = readingOf({ ...given, lines });
    expect(shown(reading)).toEqual(['S - arrived']);
    expect(reading.payments[0]).toMatchObject({ unitCode: 'U', arrivedAmount: 100000n });
    expect(reading.lines[0]?.state).toBe('matched');
    expect(reading.flags).toEqual([]);
  });

  test('waits for a person also where a balanced statement of those days shows no such line', () => {
    const reading = readingOf(seen({ text: 'NGUYEN VAN A chuyen tien' }));
    expect(shown(reading)).toEqual(['S - proposed']);
    expect(reading.flags.map(({ flag }) => flag)).toEqual(['review_waiting']);
  });

  test('takes the reference and the unit of the one order that its text names', () => {
    const given = seen({ text: 'mbvcb.601.dn260504s010-CT tu 9876543', account: null });
    const unpaidOrders = [anOrder('DN260504S010'), anOrder('DN260504S011')];
    const reading = readingOf({ ...given, unpaidOrders, coverage: uncovered });
    expect(shown(reading)).toEqual(['S DN260504S010 proposed']);
    expect(reading.payments[0]?.unitCode).toBe('U');
    const two = seen({ text: 'DN260504S010 DN260504S011' });
    expect(shown(readingOf({ ...two, unpaidOrders, coverage: uncovered }))).toEqual([
      'S - proposed',
    ]);
  });

  test('belongs to the unit of its virtual account where one is mapped', () => {
    const notice = { ...aNotice({ text: 'CHUYEN TIEN' }), subAccount: 'VA2' };
    const feed = aGateway('S', {}, { kind: 'sepay', options: { terminals: { VA2: 'V' } } });
    const reading = readingOf({
      notices: [notice],
      payments: [paymentOf(notice)],
      gateways: [...gateways.filter(({ id }) => id !== 'S'), feed],
      coverage: uncovered,
    });
    expect(reading.payments[0]?.unitCode).toBe('V');
  });

  test('is one also where its text happens to hold the name of a gateway that pays one by one', () => {
    const text = 'NOP LE PHI P';
    const given = seen({ text });
    expect(shown(readingOf({ ...given, coverage: uncovered }))).toEqual(['S - proposed']);
    expect(shown(readingOf({ ...given, lines: [line('12', 100000n, text)] }))).toEqual([
      'S - arrived',
    ]);
  });

  test('stays proposed while its account is not registered', () => {
    const given = seen({ text: 'CHUYEN TIEN', account: null });
    expect(shown(readingOf(given))).toEqual(['S - proposed']);
  });
});

describe('A credit seen early of another gateway’s money', () => {
  test('is no payment of its own where its reference names the other’s payment', () => {
    const { notices, payments } = seen();
    const reading = readingOf({ notices, payments: [aPayment(), ...payments] });
    expect(shown(reading)).toEqual(['P R1 proposed']);
  });

  test('is a payment of its own where that attempt failed', () => {
    const { notices, payments } = seen({ code: 'R1' });
    const failed = aPayment({ status: 'failed' });
    const reading = readingOf({ notices, payments: [failed, ...payments], coverage: uncovered });
    expect(shown(reading)).toEqual(['P R1 -', 'S R1 proposed']);
  });

  test('names the payment also where the line’s own text lost the reference', () => {
    const { notices, payments } = seen({ bankRef: 'FT26132000002' });
    const lines = [line('12', 100000n, 'CHUYEN TIEN', { bankRef: 'FT26132000002' })];
    const reading = readingOf({ notices, payments: [aPayment(), ...payments], lines });
    expect(shown(reading)).toEqual(['P R1 arrived']);
  });

  test('a batch credit proposes its session and is no payment, before and after the statement', () => {
    const batch = ['10:00', '11:00'].map((time) =>
      aPayment({ gateway: 'B', amount: 8000n, ref: `B${time}`, paidAt: `2026-05-11 ${time}` }),
    );
    const text = 'B TT 11/05/2026';
    const { notices, payments } = seen({ amount: 16000n, text });
    const given = { notices, payments: [...batch, ...payments] };
    expect(shown(readingOf({ ...given, coverage: uncovered }))).toEqual([
      'B B10:00 proposed',
      'B B11:00 proposed',
    ]);
    expect(shown(readingOf({ ...given, lines: [line('12', 16000n, text)] }))).toEqual([
      'B B10:00 arrived',
      'B B11:00 arrived',
    ]);
  });

  test('in another unit’s account is the wrong unit’s only once the statement says so', () => {
    const { notices, payments } = seen({ account: 'V1' });
    const given = { notices, payments: [aPayment(), ...payments] };
    const coverage = { A: null, V1: null };
    expect(shown(readingOf({ ...given, coverage }))).toEqual(['P R1 proposed']);
    const lines = [line('12', 100000n, 'NOP PHI R1', { account: 'V1' })];
    expect(shown(readingOf({ ...given, lines }))).toEqual(['P R1 wrong_unit']);
  });

  test('before the notice’s own day nothing is proposed', () => {
    const { notices, payments } = seen({ at: '2026-05-14 09:00' });
    const given = { notices, payments: [aPayment(), ...payments], coverage: uncovered };
    expect(shown(readingOf(given, '2026-05-13 12:00'))).toEqual(['P R1 unverifiable']);
    expect(shown(readingOf(given, '2026-05-14 12:00'))).toEqual(['P R1 proposed']);
  });

  test('two feeds that watch one account see one payment', () => {
    const text = 'NGUYEN VAN A chuyen tien';
    const notices = [aNotice({ text }), aNotice({ text, feed: 'S2' })];
    const feeds = [...gateways, aGateway('S2', { workingDays: 0 }, { kind: 'casso', options: {} })];
    const payments = notices.map((notice) => paymentOf(notice));
    const reading = readingOf({
      notices,
      payments,
      gateways: feeds,
      lines: [line('12', 100000n, text)],
    });
    expect(shown(reading)).toEqual(['S - arrived']);
  });
});

describe('Joining a notice with its line', () => {
  const joins = (notices: BankNoticeFact[], lines: StatementLine[]) =>
    [...joinNotices(notices, lines)].map(([notice, each]) => `${notice.noticeId} ${each.id}`);

  test('needs account and amount, a day apart at most, and the bank’s reference or the same text', () => {
    const notice = aNotice({ id: '1', text: 'Nộp phí R1', bankRef: 'FT1' });
    const same = (more: Partial<LineGiven>, day = '12', amount = 100000n) =>
      joins([notice], [line(day, amount, 'NOP PHI R1', { id: '7', ...more })]);
    expect(same({})).toEqual(['1 7']);
    expect(same({}, '11')).toEqual(['1 7']);
    expect(same({ text: 'khac', bankRef: 'FT1' }, '13')).toEqual(['1 7']);
    expect(same({}, '14')).toEqual([]);
    expect(same({}, '12', 99999n)).toEqual([]);
    expect(same({ account: 'V1' })).toEqual([]);
    expect(same({ text: 'khac', bankRef: 'FT2' })).toEqual([]);
  });

  test('is one to one: a tie stays open until the bank’s reference decides it', () => {
    const notices = [aNotice({ id: '1', bankRef: 'FT1' }), aNotice({ id: '2' })];
    const lines = ['7', '8'].map((id) => line('12', 100000n, 'NOP PHI R1', { id }));
    expect(joins(notices, lines)).toEqual([]);
    const [one, other] = lines;
    if (!one || !other) throw new Error('there are two lines');
    expect(joins(notices, [{ ...one, bankRef: 'FT1' }, other])).toEqual(['1 7', '2 8']);
  });

  test('does not depend on the order of either side', () => {
    const days = fc.constantFrom('11', '12', '13', '14');
    const aFew = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 8 });
    const named = fc.record({
      day: days,
      text: fc.constantFrom('R1', 'R2'),
      ref: fc.constantFrom('FT1', 'FT2', ''),
    });
    const shuffledOf = <T>(items: readonly T[]) =>
      fc.shuffledSubarray([...items], { minLength: items.length });
    const sets = fc
      .tuple(aFew(named), aFew(named))
      .map(([left, right]) => ({
        notices: left.map(({ day, text, ref }) =>
          aNotice({ at: `2026-05-${day} 09:00`, text, bankRef: ref }),
        ),
        lines: right.map(({ day, text, ref }) => line(day, 100000n, text, { bankRef: ref })),
      }))
      .chain(({ notices, lines }) =>
        fc.record({
          notices: fc.constant(notices),
          lines: fc.constant(lines),
          otherNotices: shuffledOf(notices),
          otherLines: shuffledOf(lines),
        }),
      );
    fc.assert(
      fc.property(sets, ({ notices, lines, otherNotices, otherLines }) => {
        const found = joins(notices, lines);
        expect(joins(otherNotices, otherLines).sort()).toEqual(found.sort());
        expect(new Set(found.map((pair) => pair.split(' ')[1])).size).toBe(found.length);
      }),
    );
  });
});

describe('The running balance', () => {
  const chain = (...given: readonly [string, bigint, bigint][]) =>
    given.map(([at, amount, balance], place) =>
      aNotice({ id: String(place + 1), at: `2026-05-12 ${at}`, amount, balance }),
    );

  test('shows a missing notice by what is missing, debits included', () => {
    const whole = chain(['09:00', 100n, 1100n], ['09:05', -50n, 1050n], ['09:06', 20n, 1070n]);
    expect(balanceGaps(whole)).toEqual([]);
    const [first, , last] = whole;
    if (!first || !last) throw new Error('there are three notices');
    expect(balanceGaps([last, first])).toEqual([{ after: first, before: last, missing: -50n }]);
  });

  test('goes on within one minute in whichever order the balances do', () => {
    const notices = chain(['09:00', 100n, 1100n], ['09:05', 20n, 1150n], ['09:05', 30n, 1130n]);
    expect(balanceGaps(notices)).toEqual([]);
  });

  test('tells nothing where a bank gives none, or always the same one', () => {
    expect(balanceGaps([aNotice(), aNotice()])).toBeNull();
    expect(balanceGaps(chain(['09:00', 100n, 0n], ['09:05', 20n, 0n]))).toBeNull();
    expect(balanceGaps(chain(['09:00', 100n, 1100n]))).toBeNull();
  });

  test('is shown with the account', () => {
    const notices = chain(['09:00', 100n, 1100n], ['09:05', 20n, 1150n]);
    const accounts = [anAccount('A', 'U'), anAccount('V1', 'V')];
    const reading = readingOf({ notices, payments: [], accounts });
    expect(reading.units.map(({ accounts: own }) => own[0]?.noticeGaps)).toEqual([1, null]);
  });
});
