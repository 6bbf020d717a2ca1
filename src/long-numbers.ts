// What could be the number of an account or of a person: nine digits or more in a row. Logs, mails,
// refusals and addresses carry none in clear, wherever it came from.

/** Whether a text holds such a number. */
export function hasLongNumber(text: string): boolean {
  return /\d{9}/.test(text);
}

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/;
const uuidOrLongNumber = new RegExp(`${uuid.source}|\\d{9,}`, 'g');

/** The text with each such number cut to its last four digits; the number of a request stays whole. */
export function maskLongNumbers(text: string): string {
  return text.replace(uuidOrLongNumber, (found) =>
    uuid.test(found) ? found : `…${found.slice(-4)}`,
  );
}
