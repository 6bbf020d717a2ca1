// What banks print beside a credit: the reference somewhere in the bank's own words, stripped,
// wrapped at 35, in other case or with marks, as real exports show it.
import { formatDay } from '../../src/calendar.js';
import type { Session } from '../../src/calendar.js';
import { plain } from './places.js';
import type { Random } from './random.js';
import type { GatewayName, WorldAccount, WorldPayment } from './world.js';

type Form = (random: Random, reference: string, account: WorldAccount) => string;

const purposes = [
  'LE PHI CHUNG THUC',
  'LE PHI DANG KY KHAI SINH',
  'LE PHI DANG KY KET HON',
  'PHI CAP BAN SAO',
  'LE PHI XAC NHAN HON NHAN',
] as const;

const payers = ['CONG DVC', 'CONG THANH TOAN', 'NGAN HANG THANH TOAN'] as const;

/** The portal's own words around a reference, and what the banks between make of them. */
const forms: readonly (readonly [Form, number])[] = [
  [(random, ref) => `PAYGOV THANH TOAN HO SO ${ref} ${random.pick(purposes)}`, 20],
  [(_, ref) => `THANH TOAN HO SO ${stripped(ref)}`, 14],
  [
    (random, ref) =>
      `IBFT CONG DVC QUOC GIA TT PHI HO SO ${stripped(ref)} ${random.pick(purposes)}`,
    10,
  ],
  [(random, ref) => `CT DEN:${random.digits(12)} NOP ${random.pick(purposes)} ${ref}`, 12],
  [(_, ref) => `tt phi ho so ${ref.toLowerCase()} cong thanh toan`, 8],
  [(_, ref) => `Nộp lệ phí hồ sơ ${ref} qua Cổng dịch vụ công`, 8],
  [(_, ref, account) => mbvcb(ref, account), 8],
  [(random, ref) => wrapped(`${random.pick(payers)} CHI HO PHI HO SO ${ref}`), 14],
  [(random, ref) => `QR - ${stripped(ref)} ${random.pick(purposes)}`, 6],
];

/** A line that pays one payment and names it by one of its references. */
export function payoutNarrative(
  random: Random,
  payment: WorldPayment,
  account: WorldAccount,
): string {
  return printed(random.weighted(forms)(random, referenceOf(random, payment), account), account);
}

/** A line that names these references in full and nothing else. */
export function namingNarrative(references: readonly string[], account: WorldAccount): string {
  return printed(`PAYGOV CHI HO ${references.join(' ')}`, account);
}

/** A line whose reference the transfer cut short. */
export function cutNarrative(reference: string, account: WorldAccount): string {
  return printed(`CHUYEN TIEN NHANH NAPAS247 ${reference.slice(0, -2)}`, account);
}

/** One credit for a session: the gateway's name, the session's last day, the batch where known. */
export function batchNarrative(
  random: Random,
  batch: {
    readonly gateway: GatewayName;
    readonly unitCode: string;
    readonly session: Session | null;
    readonly batchId?: string;
  },
): string {
  const name = batch.gateway === 'vnpay' ? 'VNPAY' : 'MOMO';
  const day = batch.session ? ` ${batchDay(random, batch.session)}` : '';
  const id = batch.batchId ? ` LO ${batch.batchId}` : '';
  return `${name} TT${day} DVC DONG NAI DV${batch.unitCode}${id} PHI LE PHI`;
}

/** The bank's debit for a credit it takes back; it names the credit or the payment. */
export function reversalNarrative(named: string, account: WorldAccount): string {
  return printed(`HOAN TRA GD ${named} SAI THONG TIN NGUOI HUONG`, account);
}

function batchDay(random: Random, { firstOn, lastOn }: Session): string {
  const last = formatDay(lastOn);
  if (firstOn !== lastOn && random.chance(0.5)) return `TU ${formatDay(firstOn)} DEN ${last}`;
  const [day = '', month = '', year = ''] = last.split('/');
  return random.pick([
    `NGAY ${last}`,
    `PHIEN ${last}`,
    `NGAY ${day}-${month}-${year}`,
    `NGAY ${day}.${month}.${year}`,
    `PHIEN ${year}${month}${day}`,
    `PHIEN ${day}${month}${year}`,
  ]);
}

function referenceOf(random: Random, payment: WorldPayment): string {
  const known: (readonly [string, number])[] = [[payment.merchantRef, 40]];
  if (payment.dossierCode) known.push([payment.dossierCode, 50]);
  if (payment.gatewayTxnId) known.push([payment.gatewayTxnId, 10]);
  return random.weighted(known);
}

function stripped(reference: string): string {
  return reference.replace(/[.-]/g, '');
}

function mbvcb(reference: string, account: WorldAccount): string {
  const own = `THANH TOAN LE PHI HO SO ${reference}`;
  return `MBVCB.6466679553.${own}.CT tu 2082767242 CONG DVC toi ${account.number} ${account.holder}`;
}

/** Interbank text travels in lines of 35, glued with a blank. */
function wrapped(text: string): string {
  return (text.match(/.{1,35}/g) ?? []).join(' ');
}

/** Only the sheets of some banks keep diacritics. */
function printed(text: string, account: WorldAccount): string {
  const keepsMarks = account.layout !== 'mt940' && account.layout !== 'camt053';
  return keepsMarks ? text : plain(text);
}
