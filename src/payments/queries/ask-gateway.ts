// One POST to the address that a profile names: bounded in time and size, following nothing.
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isAskable } from './query-address.js';
import type { QueryRequest } from './query.js';

/** How long an answer may take as a whole, and how long it may be. */
export interface AskLimits {
  readonly withinMs: number;
  readonly bytesMax: number;
}

export const askLimits: AskLimits = { withinMs: 10_000, bytesMax: 64 * 1024 };

export type Answered =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Buffer }
  /** `timeout`, `too_large`, `stopped`, or the system's own code such as ECONNREFUSED. */
  | { readonly kind: 'unanswered'; readonly because: string };

/** Asks once. A redirect is an answer like any other and is not followed. */
export function askGateway(
  url: string,
  asked: QueryRequest,
  { limits = askLimits, signal }: { limits?: AskLimits; signal?: AbortSignal } = {},
): Promise<Answered> {
  if (!isAskable(url)) return Promise.resolve({ kind: 'unanswered', because: 'address_refused' });
  const deadline = AbortSignal.timeout(limits.withinMs);
  const ends = signal ? AbortSignal.any([deadline, signal]) : deadline;
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const because = deadline.aborted ? 'timeout' : ends.aborted ? 'stopped' : error.code;
      resolve({ kind: 'unanswered', because: because ?? 'broken' });
    };
    const open = new URL(url).protocol === 'https:' ? overHttps : overHttp;
    const headers = {
      'content-type': asked.contentType,
      'content-length': Buffer.byteLength(asked.body),
      accept: 'application/json',
      connection: 'close',
    };
    const outgoing = open(
      url,
      { method: 'POST', headers, agent: false, signal: ends },
      (answer) => {
        const chunks: Buffer[] = [];
        let length = 0;
        answer.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length <= limits.bytesMax) chunks.push(chunk);
          else {
            resolve({ kind: 'unanswered', because: 'too_large' });
            outgoing.destroy();
          }
        });
        answer.on('error', fail);
        answer.on('end', () => {
          resolve({
            kind: 'answered',
            status: answer.statusCode ?? 0,
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(asked.body);
  });
}
