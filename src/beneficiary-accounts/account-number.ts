// The two forms of account number: a bank's, and the State Treasury's with its segments. Numbers
// stay text: leading zeros count.

export type AccountKind = 'bank' | 'treasury';

const bankForm = /^[0-9A-Z]{6,19}$/;

/**
 * Treasury: natural account (4 digits), budget level 0-4, budget-relation code (7), optionally a
 * programme code (5). Circular 77/2017/TT-BTC, amended by 19/2020/TT-BTC.
 */
const treasuryForm = /^[1-9]\d{3}\.[0-4]\.\d{7}(\.\d{5})?$/;

/** A bank account number in capitals without blanks; undefined when it has not the form. */
export function bankNumber(printed: string): string | undefined {
  const number = printed.replace(/\s/g, '').toUpperCase();
  return bankForm.test(number) ? number : undefined;
}

/**
 * A treasury account number with its dots, `3511.0.1104195`; blanks, missing dots or hyphens as
 * printed elsewhere are put right. Undefined when it has not the form.
 */
export function treasuryNumber(printed: string): string | undefined {
  const digits = printed.replace(/[\s.-]/g, '');
  const parts = /^(\d{4})(\d)(\d{7})(\d{5})?$/.exec(digits);
  const number = parts ? parts.slice(1).filter(Boolean).join('.') : '';
  return treasuryForm.test(number) ? number : undefined;
}

/** What numbers are compared by: letters and digits, in capitals. */
export function numberKey(number: string): string {
  return number.toUpperCase().replace(/[^0-9A-Z]/g, '');
}
