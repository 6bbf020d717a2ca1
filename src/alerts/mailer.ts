// Hands one mail over: to an SMTP server, or as an `.eml` file where none is configured. What went
// wrong is told apart by whose fault it is: the mail's, for now or for good, or the server's.
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { parseConnectionUrl } from 'nodemailer/lib/shared/index.js';
import type { Config } from '../config.js';
import type { Bounce } from './bounce-store.js';
import type { Recipient } from './recipients.js';

export interface OutgoingMail {
  /** Unique among mails; also names the `.eml` file. Letters, digits, dots and dashes. */
  readonly name: string;
  /** With its angle brackets; the same each time the mail is tried. */
  readonly messageId: string;
  readonly date: Date;
  readonly recipients: readonly Recipient[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type Delivery =
  /** Taken over; `remark` says how many of the recipients were not accepted. */
  | { readonly kind: 'sent'; readonly remark: string | null; readonly bounces: readonly Bounce[] }
  /** Not now. `isServerAway`: nothing else would get through either. */
  | {
      readonly kind: 'later';
      readonly because: string;
      readonly isServerAway: boolean;
      /** Recipients who have it all the same. */
      readonly accepted?: readonly string[];
      readonly bounces?: readonly Bounce[];
    }
  /** Refused for good. */
  | { readonly kind: 'refused'; readonly because: string; readonly bounces: readonly Bounce[] };

export interface Mailer {
  readonly send: (mail: OutgoingMail) => Promise<Delivery>;
  readonly close: () => void;
}

/** How long a mail may take in all, in milliseconds: shorter than the lease on it. */
export const sendTimeMaxMs = 120_000;
const connectTimeMaxMs = 10_000;
const silenceMaxMs = 30_000;
const reasonCharsMax = 200;

/** The mailer that the configuration asks for. Close it after use. */
export function openMailer(config: Pick<Config, 'smtpUrl' | 'smtpFrom' | 'dataDir'>): Mailer {
  const { smtpUrl, smtpFrom } = config;
  return smtpUrl === null
    ? fileMailer(join(config.dataDir, 'outbox'), smtpFrom)
    : smtpMailer(smtpUrl, smtpFrom);
}

/** Mails as files `<name>.eml`, complete or not there at all; the same mail again replaces its file. */
export function fileMailer(folder: string, from: string): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const write = async (mail: OutgoingMail): Promise<Delivery> => {
    const composed = await transport.sendMail(messageOf(mail, from));
    const path = join(folder, `${mail.name.replace(/[^\w.-]/g, '_')}.eml`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(`${path}.part`, 'w', 0o600);
    try {
      await file.writeFile(composed.message as Buffer);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    return { kind: 'sent', remark: null, bounces: [] };
  };
  return {
    send: (mail) =>
      write(mail).catch((error: unknown) => ({
        kind: 'later',
        because: reasonOf(error),
        isServerAway: true,
      })),
    close: () => {
      transport.close();
    },
  };
}

/** How long a mail server may take, in milliseconds. */
export interface Patience {
  /** Without a word from it. */
  readonly silenceMs: number;
  /** For a mail in all. */
  readonly sendMs: number;
}

const usual: Patience = { silenceMs: silenceMaxMs, sendMs: sendTimeMaxMs };

/** Mails over one SMTP connection. With a password, TLS is required beyond this machine. */
export function smtpMailer(url: string, from: string, patience = usual): Mailer {
  const server = parseConnectionUrl(url);
  const isHere = /^(localhost|127\.|\[?::1)/.test(server.host ?? '');
  const transport = createTransport({
    requireTLS: server.auth !== undefined && !isHere,
    ...server,
    pool: true,
    maxConnections: 1,
    connectionTimeout: connectTimeMaxMs,
    greetingTimeout: connectTimeMaxMs,
    socketTimeout: patience.silenceMs,
  });
  return {
    send: async (mail) => {
      let timer: NodeJS.Timeout | undefined;
      // A server that drips one byte at a time is never silent, and never done.
      const late = new Promise<Delivery>((resolve) => {
        timer = setTimeout(resolve, patience.sendMs, tooSlow);
      });
      const sent = transport.sendMail(messageOf(mail, from)).then(deliveryOf, deliveryOfError);
      return Promise.race([sent, late]).finally(() => {
        clearTimeout(timer);
      });
    },
    close: () => {
      transport.close();
    },
  };
}

const tooSlow: Delivery = {
  kind: 'later',
  because: 'the mail server took too long',
  isServerAway: true,
};

function messageOf(mail: OutgoingMail, from: string): SendMailOptions {
  return {
    from: { name: 'Đối soát', address: from },
    to: mail.recipients.map(({ name, address }) => ({ name, address })),
    messageId: mail.messageId,
    date: mail.date,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function remarkOn(rejectedCount: number): string | null {
  return rejectedCount === 0 ? null : `${String(rejectedCount)} of the addresses were not accepted`;
}

/** What nodemailer adds to an error. */
interface SmtpError {
  readonly message?: string;
  readonly code?: string | undefined;
  readonly responseCode?: number | undefined;
  /** Of a refused address. */
  readonly recipient?: string | undefined;
  readonly rejectedErrors?: readonly SmtpError[] | undefined;
}

/** Some of the recipients may have it while others are to be tried again. */
function deliveryOf(info: {
  readonly accepted: readonly (string | { readonly address: string })[];
  readonly rejected: readonly unknown[];
  readonly rejectedErrors?: readonly SmtpError[] | undefined;
}): Delivery {
  const errors = info.rejectedErrors ?? [];
  const bounces = bouncesIn(errors);
  const waiting = errors.find(isForNow);
  if (!waiting) return { kind: 'sent', remark: remarkOn(info.rejected.length), bounces };
  const accepted = info.accepted.map((one) => (typeof one === 'string' ? one : one.address));
  return { kind: 'later', because: reasonOf(waiting), isServerAway: false, accepted, bounces };
}

/** Recipients that the server refused for good: not now (4xx) is no bounce. */
function bouncesIn(errors: readonly SmtpError[]): Bounce[] {
  return errors.flatMap((error) =>
    error.recipient !== undefined && !isForNow(error)
      ? [{ address: error.recipient, because: reasonOf(error) }]
      : [],
  );
}

function isForNow({ responseCode }: SmtpError): boolean {
  return responseCode === undefined || responseCode < 500;
}

/** Only a reply to this very mail can condemn it: a refused log-in or a lost line is no fault of its. */
function deliveryOfError(error: unknown): Delivery {
  const { code, responseCode, rejectedErrors = [] } = error as SmtpError;
  const because = reasonOf(error);
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') {
    return { kind: 'later', because, isServerAway: true };
  }
  const bounces = bouncesIn(rejectedErrors);
  const isLater =
    (responseCode !== undefined && responseCode < 500) || rejectedErrors.some(isForNow);
  return isLater
    ? { kind: 'later', because, isServerAway: responseCode === 421, bounces }
    : { kind: 'refused', because, bounces };
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, reasonCharsMax);
}
