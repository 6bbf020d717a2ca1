// A real SMTP server on loopback that keeps what it is given and can be told how to answer.
import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { keepMail } from '../support/run-folder.js';

export interface ReceivedMail {
  readonly recipients: readonly string[];
  readonly raw: string;
}

/** How to answer: by recipient, or after the whole message. */
export interface Manners {
  refuseRecipient?: (address: string) => number | undefined;
  refuseMessage?: () => number | undefined;
  /** Once the whole message is here, before it is answered. */
  beforeAnswer?: (raw: string) => void;
  /** The line is cut where the answer should come. */
  isCut?: boolean;
}

export interface SmtpListener {
  readonly url: string;
  readonly received: ReceivedMail[];
  readonly manners: Manners;
  close(): Promise<void>;
}

/** Listens on `port`, or on a free one. */
export async function listenForMail(port = 0): Promise<SmtpListener> {
  const received: ReceivedMail[] = [];
  const manners: Manners = {};
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(address, _session, done) {
      const code = manners.refuseRecipient?.(address.address);
      done(code === undefined ? null : replyOf(code));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const code = manners.refuseMessage?.();
        if (code !== undefined) {
          done(replyOf(code));
          return;
        }
        const raw = Buffer.concat(chunks).toString('utf8');
        keepMail(raw);
        received.push({ recipients: session.envelope.rcptTo.map((to) => to.address), raw });
        manners.beforeAnswer?.(raw);
        if (manners.isCut === true) sockets.forEach((socket) => socket.destroy());
        else done();
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `smtp://127.0.0.1:${String(address.port)}`,
    received,
    manners,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

function replyOf(responseCode: number): Error {
  return Object.assign(new Error('as told by the test'), { responseCode });
}

/** The named header of a raw mail, unfolded. */
export function headerOf(raw: string, name: string): string {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const line = head.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? '';
}

/** The parts of a raw multipart/alternative mail as text, plain first. */
export function partsOf(raw: string): readonly string[] {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? '';
  const parts = raw.split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => {
    const [head = '', ...body] = part.split('\r\n\r\n');
    const encoded = body.join('\r\n\r\n');
    return /base64/i.test(head)
      ? Buffer.from(encoded, 'base64').toString('utf8')
      : fromQuotedPrintable(encoded);
  });
}

/** The words of an encoded header (`=?UTF-8?Q?…?=`). */
export function decodedHeader(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : fromQuotedPrintable(text.replaceAll('_', ' ')),
    );
}

function fromQuotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
