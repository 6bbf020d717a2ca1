// What a credit line says it is when it names no payment we know: the bank's interest or fees, the
// unit's other income, or a payment that nobody announced. No rule without a reference offers such
// a line for a payment, however well the amount fits.
import type { FeeOrder } from '../payments/payment.js';
import { compactText, plainText } from '../statements/narrative.js';
import type { StatementLine } from '../statements/statement-store.js';
import { joinWraps } from './printed-narrative.js';
import { ReferenceIndex } from './references.js';

export type OtherMoney = 'bank_interest' | 'bank_fee' | 'other_income' | 'unknown_payment';

/**
 * Phrases as banks and treasuries print them, without marks. Whole phrases, since the words alone
 * name people, provinces and the fees themselves: LAI is also Gia Lai, lái xe and trả lại, PHI is
 * in every NOP PHI. Seen in exports: TRA LAI SO DU TREN TAI KHOAN (Agribank), Tra lai tien gui, so
 * TK (Techcombank), LAI NHAP VON (ACB), Phi SMS Banking. The others are usual wordings of the same;
 * a phrase that is missing costs an officer one look at a proposal, one too many hides a candidate.
 */
const phrases: readonly (readonly [OtherMoney, readonly string[]])[] = [
  [
    'bank_interest',
    [
      'TRA LAI SO DU',
      'TRA LAI TIEN GUI',
      'LAI TIEN GUI',
      'LAI KHONG KY HAN',
      'LAI NHAP GOC',
      'LAI NHAP VON',
      'NHAP LAI VAO GOC',
      'LAI TREN TAI KHOAN',
      'INTEREST',
    ],
  ],
  [
    'bank_fee',
    [
      'PHI SMS',
      'PHI DICH VU SMS',
      'PHI QUAN LY TAI KHOAN',
      'PHI DUY TRI TAI KHOAN',
      'PHI CHUYEN TIEN',
      'PHI INTERNET BANKING',
      'PHI NGAN HANG DIEN TU',
      'HOAN PHI DICH VU NGAN HANG',
    ],
  ],
  [
    'other_income',
    [
      'THUE MAT BANG',
      'THUE KI OT',
      'THUE NHA',
      'THUE HOI TRUONG',
      'CAP KINH PHI',
      'TAM UNG KINH PHI',
      'RUT DU TOAN',
      'BO SUNG CAN DOI',
      'BO SUNG CO MUC TIEU',
    ],
  ],
];

const known: readonly { readonly kind: OtherMoney; readonly phrase: RegExp }[] = phrases.flatMap(
  ([kind, texts]) =>
    // blanks come and go, but a phrase begins and ends with a word
    texts.map((text) => ({
      kind,
      phrase: new RegExp(`(?<![A-Z])${text.replaceAll(' ', '[^A-Z0-9]*')}(?![A-Z])`),
    })),
);

/** A dossier code, printed or stripped of its separators. */
const dossierForm = /(?<![A-Z0-9])[GH]\d{2}(?:\.?\d{1,4}){0,4}-?\d{6}-?\d{4,7}(?!\d)/i;

/** Whether a dossier code, known or not, stands in a narrative. */
export function carriesDossierCode(narrative: string): boolean {
  return dossierForm.test(joinWraps(narrative));
}

/** Reads what a line that names no payment says it is; null when it says nothing. */
export function otherMoneyReader(
  unpaidOrders: readonly Pick<FeeOrder, 'merchantRef'>[],
): (fact: StatementLine) => OtherMoney | null {
  const orders = new ReferenceIndex(unpaidOrders.map((order) => compactText(order.merchantRef)));
  return ({ narrative }) => {
    if (carriesDossierCode(narrative) || orders.find(narrative).length > 0) {
      return 'unknown_payment';
    }
    const text = plainText(joinWraps(narrative));
    return known.find(({ phrase }) => phrase.test(text))?.kind ?? null;
  };
}
