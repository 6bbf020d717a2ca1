// JSON without loss: numbers keep the digits of the message (JSON.parse rounds beyond 2^53, and a
// signature would then be over another number than was sent), and a key sent twice is refused.

import { isUtf8 } from 'node:buffer';

/** A number as it stands in the text. */
export interface JsonNumber {
  readonly digits: string;
}

export type JsonObject = ReadonlyMap<string, JsonValue>;
export type JsonValue = string | boolean | null | JsonNumber | JsonObject | readonly JsonValue[];

const depthMax = 32;
// made once: making one costs more than decoding a message
const decoder = new TextDecoder();
const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null))/y;

/**
 * Reads an object.
 * @returns undefined when the bytes are no UTF-8, no JSON, no object, nested deeper than 32 or
 * carry a key twice (parsers differ in which one wins)
 */
export function readJsonObject(bytes: Buffer): JsonObject | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    const text = decoder.decode(bytes);
    // the native parser judges the syntax, so that the walk below may rely on it
    JSON.parse(text);
    const value = walk(tokensOf(text), 0);
    return value instanceof Map ? value : undefined;
  } catch (error) {
    // a range error: nested deeper than the native parser goes
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The text of a string or number; null for what is absent, null or anything else. */
export function scalarOf(object: JsonObject, key: string): string | null {
  const value = object.get(key);
  if (typeof value === 'string') return value;
  return isNumber(value) ? value.digits : null;
}

/** JSON text with keys sorted at every level, compact, numbers digit by digit as they came. */
export function sortedJson(value: JsonValue): string {
  if (isNumber(value)) return value.digits;
  if (value instanceof Map) {
    const keys = [...(value as JsonObject).keys()].sort();
    const pairs = keys.map(
      (key) => `${JSON.stringify(key)}:${sortedJson((value as JsonObject).get(key) ?? null)}`,
    );
    return `{${pairs.join(',')}}`;
  }
  if (Array.isArray(value)) return `[${(value as JsonValue[]).map(sortedJson).join(',')}]`;
  return JSON.stringify(value);
}

/** True for a number, which carries its digits. */
export function isNumber(value: JsonValue | undefined): value is JsonNumber {
  return typeof value === 'object' && value !== null && 'digits' in value;
}

interface Tokens {
  readonly next: () => string;
}

function tokensOf(text: string): Tokens {
  let at = 0;
  const next = (): string => {
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) throw new SyntaxError('a token is expected');
    at = token.lastIndex;
    return found[0].trimStart();
  };
  return { next };
}

function walk(tokens: Tokens, depth: number, first = tokens.next()): JsonValue {
  if (depth > depthMax) throw new SyntaxError('nested too deep');
  if (first === '{') return walkObject(tokens, depth + 1);
  if (first === '[') return walkArray(tokens, depth + 1);
  if (first.startsWith('"')) return JSON.parse(first) as string;
  if (first === 'null') return null;
  if (first === 'true' || first === 'false') return first === 'true';
  return { digits: first };
}

function walkObject(tokens: Tokens, depth: number): JsonObject {
  const object = new Map<string, JsonValue>();
  for (let mark = tokens.next(); mark !== '}'; mark = tokens.next()) {
    const key = JSON.parse(mark === ',' ? tokens.next() : mark) as string;
    if (object.has(key)) throw new SyntaxError('a key is sent twice');
    tokens.next();
    object.set(key, walk(tokens, depth));
  }
  return object;
}

function walkArray(tokens: Tokens, depth: number): JsonValue[] {
  const array: JsonValue[] = [];
  for (let mark = tokens.next(); mark !== ']'; mark = tokens.next()) {
    array.push(walk(tokens, depth, mark === ',' ? tokens.next() : mark));
  }
  return array;
}
