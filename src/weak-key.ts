// Keys that anybody would try first: those of examples, and those that are hardly random at all.

const distinctMin = 8;
const patternMax = 8;

// A key made of nothing but these is one out of a manual.
const words =
  'change|me|this|it|your|my|our|the|a|an|please|replace|put|set|to|with|and|in|at|for|of|is|not|no|here|some|very|long|' +
  'random|secret|secure|strong|key|password|passwd|pass|word|token|default|example|sample|test|' +
  'testing|dev|develop|development|prod|production|doi|soat|doisoat|admin|root|user|postgres|' +
  'qwerty|asdf|zxcv|letmein|welcome|abc|xyz|foo|bar|\\d+';
const onlyWords = new RegExp(`^(?:${words})+$`);

/** Why a key is no key; null when nothing speaks against it. */
export function weaknessOf(key: string): string | null {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (onlyWords.test(plain)) return 'is an example, not a key';
  if (new Set(key).size < distinctMin) return 'repeats a few characters';
  if (isRepeated(key)) return 'repeats a short pattern';
  if (isSequence(key)) return 'is a sequence';
  return null;
}

function isRepeated(key: string): boolean {
  for (let length = 1; length <= patternMax; length += 1) {
    const pattern = key.slice(0, length);
    if (pattern.repeat(Math.ceil(key.length / length)).startsWith(key)) return true;
  }
  return false;
}

/** `0123456789abcdef`, `abcdefgh…`: nearly every character follows the one before. */
function isSequence(key: string): boolean {
  const row = '0123456789abcdefghijklmnopqrstuvwxyz0123456789';
  const lower = key.toLowerCase();
  const steps = [...lower]
    .slice(1)
    .filter((char, at) => row.includes(`${lower.charAt(at)}${char}`));
  return steps.length >= (key.length - 1) * 0.75;
}
