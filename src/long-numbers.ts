// What could be the number of an account or of a person: nine digits or more in a row. Logs, mails,
// refusals and addresses carry none in clear, wherever it came from.

/** Whether a text holds such a number. */
export function hasLongNumber(text: string): boolean {
  return /\d{9}/.test(text);
}

/** The text with each such number cut to its last four digits. */
export function maskLongNumbers(text: string): string {
  return text.replace(/\d{9,}/g, (number) => `…${number.slice(-4)}`);
}
