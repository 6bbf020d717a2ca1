// Sends the demo's callbacks over HTTP, as the gateways would: several at once over connections
// that stay open, each signed at the moment of sending.
import { Agent, request } from 'node:http';
import { requestOf } from '../../bench/world/callbacks.js';
import type { Callback, SignedRequest } from '../../bench/world/callbacks.js';
import { Refused } from '../problem.js';
import type { Context } from './command.js';

const atOnce = 12;

export interface SendDeps {
  readonly url: string;
  readonly now: () => Date;
  readonly progress: Context['progress'];
}

/**
 * Sends every callback and waits for its answer.
 * @returns how many were sent
 * @throws Refused `unavailable` when the server does not take one
 */
export async function sendCallbacks(
  deps: SendDeps,
  callbacks: readonly Callback[],
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const bar = deps.progress('callbacks', callbacks.length);
  let next = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      const callback = callbacks[next];
      if (!callback) return;
      next += 1;
      const status = await sendOne(agent, deps.url, requestOf(callback, deps.now()));
      if (status !== 200 && status !== 204) {
        const detail = `callback ${callback.id} was answered with HTTP ${String(status)}`;
        throw new Refused({ code: 'unavailable', detail });
      }
      bar.update(next);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, sender));
  } finally {
    bar.stop();
    agent.destroy();
  }
  return callbacks.length;
}

function sendOne(agent: Agent, url: string, signed: SignedRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const { method, headers, body } = signed;
    const sending = request(`${url}${signed.path}`, { agent, method, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        resolve(response.statusCode ?? 0);
      });
      response.once('error', reject);
    });
    sending.once('error', reject);
    sending.end(body);
  });
}
