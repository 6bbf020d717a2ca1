// The service of a world, listening, and requests as any program could send them.
import { randomUUID } from 'node:crypto';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import type { Asker } from './askers.js';

export interface Call {
  readonly method: string;
  /** The whole path, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly files?: readonly {
    readonly field: string;
    readonly name: string;
    readonly text: string | Buffer;
  }[];
  readonly fields?: Readonly<Record<string, string>>;
  /** Instead of all of them: the bytes of the body. */
  readonly raw?: string | Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
  readonly ms: number;
}

export interface Service {
  readonly url: string;
  readonly send: (asker: Pick<Asker, 'headers'>, call: Call) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of loopback. */
export async function serve(app: RequestListener): Promise<Service> {
  const server = createServer(app);
  // as the service has it: on a busy machine five seconds pass between two requests of a connection
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const close = (): Promise<void> => {
    agent.destroy();
    return new Promise((done) => {
      server.close(() => {
        done();
      });
      server.closeAllConnections();
    });
  };
  const url = `http://127.0.0.1:${String(port)}`;
  return { url, send: (asker, call) => sendTo({ port, agent }, asker, call), close };
}

function sendTo(
  to: { readonly port: number; readonly agent: Agent },
  asker: Pick<Asker, 'headers'>,
  call: Call,
): Promise<Reply> {
  const { bytes, type } = bodyOf(call);
  const headers = {
    ...(call.method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
    ...(type === null ? {} : { 'content-type': type }),
    ...asker.headers,
    ...call.headers,
    'content-length': String(bytes.length),
  };
  const startedAt = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    const { method, path } = call;
    const options = { host: '127.0.0.1', ...to, method, path, headers };
    const outgoing = httpRequest(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, bytes, ms });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}

function bodyOf(call: Call): { readonly bytes: Buffer; readonly type: string | null } {
  if (call.raw !== undefined) return { bytes: Buffer.from(call.raw), type: null };
  if (call.files) return formOf(call);
  if (call.json === undefined) return { bytes: Buffer.alloc(0), type: null };
  return { bytes: Buffer.from(JSON.stringify(call.json)), type: 'application/json' };
}

const boundary = 'the-border-of-the-parts';

function formOf({ files = [], fields = {} }: Call): { bytes: Buffer; type: string } {
  const text = (part: string): Buffer => Buffer.from(part);
  const parts = [
    ...Object.entries(fields).map(([name, value]) =>
      text(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    ),
    ...files.flatMap(({ field, name, text: content }) => [
      text(
        `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\n` +
          'content-type: application/octet-stream\r\n\r\n',
      ),
      Buffer.from(content),
      text('\r\n'),
    ]),
    text(`--${boundary}--\r\n`),
  ];
  return { bytes: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` };
}

/** Does work on every item, a few at a time; the order of results is that of the items. */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
  atOnce = 6,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** Lines of a CSV file as its text. */
export function csvText(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
