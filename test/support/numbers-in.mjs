// Finds numbers in text: whole, within longer ones, and with blanks, dots or dashes between their
// digits. Plain JavaScript, since the run's teardown uses it too.

/** Ids and digests of ours: hexadecimal, as a UUID or long and with a letter in it. */
const ids = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=\d*[a-f])[0-9a-f]{16,64}\b/gi;
const digitRun = /\d{9,}/g;

/** Which of `numbers` (of 9 digits or more) stand in `text`. */
export function numbersIn(text, numbers) {
  const plain = text.replace(ids, ' ');
  const joined = plain.replace(/(?<=\d)[ .-](?=\d)/g, '');
  const lengths = [...new Set([...numbers].map((number) => number.length))];
  const found = new Set();
  for (const version of [plain, joined]) {
    for (const [run] of version.matchAll(digitRun)) {
      for (const length of lengths) {
        for (let at = 0; at + length <= run.length; at += 1) {
          const part = run.slice(at, at + length);
          if (numbers.has(part)) found.add(part);
        }
      }
    }
  }
  return [...found];
}

/** What looks like a citizen number: twelve digits on their own, the first a 0. */
export function citizensIn(text) {
  return [...text.replace(ids, ' ').matchAll(/(?<![\w.-])0\d{11}(?![\w-])/g)].map(([it]) => it);
}

/** A mail as its reader sees it: beside the raw text, its parts without their transfer encoding. */
export function readableMail(raw) {
  const soft = raw.replace(/=\r?\n/g, '');
  const bytes = soft.replace(/=([0-9A-F]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const blocks = raw.match(/(?:^[A-Za-z0-9+/]{20,}={0,2}\r?\n?)+/gm) ?? [];
  const decoded = blocks.map((block) => Buffer.from(block, 'base64').toString('utf8'));
  const words = [...raw.matchAll(/=\?utf-8\?B\?([^?]*)\?=/gi)].map(([, word]) =>
    Buffer.from(word, 'base64').toString('utf8'),
  );
  return [raw, bytes, ...decoded, ...words].join('\n');
}
