// Rows by COPY, for what is read or written whole: no object a row, memory flat however many there are.
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
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

/** Rows on their way: all are sent, and the database works on them while the sender goes on. */
export interface SentRows {
  /** They are written; rejects where the database refuses them. To be awaited before the next statement. */
  readonly written: Promise<void>;
}

/**
 * Sends rows, and waits until the last of them has left this program.
 * @param copy `copy … from stdin`
 * @param parts texts of whole rows
 */
export async function sendRows(trx: Db, copy: string, parts: Iterable<string>): Promise<SentRows> {
  const client = await connectionOf(trx);
  const into = client.query(copyStreams.from(copy));
  const written = finished(into);
  // a refusal arrives while parts are still sent: it is told to whoever awaits what is written
  const over = written.catch(() => undefined);
  let passedOn: Promise<unknown> = Promise.resolve();
  for (const part of parts) {
    if (into.destroyed) break;
    passedOn = new Promise<unknown>((resolve) => {
      into.write(part, resolve);
    });
    if (into.writableNeedDrain) await Promise.race([once(into, 'drain'), written]);
  }
  await Promise.race([passedOn, over]);
  if (into.destroyed) return { written };
  into.end();
  await Promise.race([leftProgram(client), over]);
  return { written };
}

/** Resolves when all that a connection has been given so far is with the system. */
async function leftProgram(client: pg.ClientBase): Promise<void> {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  await setImmediate();
  await new Promise<unknown>((resolve) => {
    stream.write('', resolve);
  });
}
