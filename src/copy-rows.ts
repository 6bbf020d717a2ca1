// Rows by COPY, for what is read or written whole: no object a row, memory flat however many there are.
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Db } from './db.js';

/** A value as COPY's text form has it; null is `\N`. */
export type CopyValue = string | number | bigint | boolean | null;

/** The connection of a transaction. */
async function connectionOf(trx: Db): Promise<pg.ClientBase> {
  const client = trx.client as { acquireConnection: () => Promise<pg.ClientBase> };
  return client.acquireConnection();
}

/**
 * Tells every row of a query, its values as texts.
 * @param copy `copy (select …) to stdout`
 */
export async function copyOut(
  trx: Db,
  copy: string,
  onRow: (row: readonly (string | null)[]) => void,
): Promise<void> {
  const client = await connectionOf(trx);
  const stream = client.query(copyStreams.to(copy));
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream as AsyncIterable<string>) {
    const text = rest + chunk;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      onRow(valuesOf(text.slice(from, end)));
      from = end + 1;
    }
    rest = text.slice(from);
  }
}

function valuesOf(row: string): (string | null)[] {
  const values: (string | null)[] = row.split('\t');
  if (!row.includes('\\')) return values;
  return values.map((value) =>
    value === '\\N' || value === null ? null : value.replace(/\\(.)/g, unescaped),
  );
}

const written: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
};

function unescaped(_whole: string, letter: string): string {
  return written[letter] ?? letter;
}

/** A row as COPY reads it. */
export function copyRow(values: readonly CopyValue[]): string {
  return `${values.map(copyText).join('\t')}\n`;
}

function copyText(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  const text = String(value);
  if (!/[\\\n\t\r]/.test(text)) return text;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
}

/**
 * Writes rows.
 * @param copy `copy … from stdin`
 * @param parts texts of whole rows
 */
export async function copyIn(trx: Db, copy: string, parts: Iterable<string>): Promise<void> {
  const client = await connectionOf(trx);
  const into = client.query(copyStreams.from(copy));
  const ended = finished(into);
  // a refusal arrives while parts are still written: it is told by the await below
  ended.catch(() => undefined);
  for (const part of parts) {
    if (into.destroyed) break;
    if (!into.write(part)) await Promise.race([once(into, 'drain'), ended]);
  }
  if (!into.destroyed) into.end();
  await ended;
}
