// How the number of an account is shown.

/** Digits in fours, as they are read aloud and compared; other forms, masked ones too, as they stand. */
export function groupedNumber(number: string): string {
  return /^[0-9A-Z]+$/.test(number) ? number.replace(/(.{4})(?=.)/g, '$1 ') : number;
}
