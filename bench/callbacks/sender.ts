// A gateway under load, in a process of its own: connections that stay open, requests signed before
// the clock starts, and no more of HTTP than the answers need, so that what it costs the machine
// does not count as the service's.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Load, Sent } from './load.js';
import { bytesOf } from './signed-requests.js';

process.once('message', (load: Load) => {
  void send(load).then((sent) => process.send?.(sent));
});
process.once('disconnect', () => process.exit(0));

async function send(load: Load): Promise<Sent> {
  const requests = Array.from({ length: load.count }, (_, at) => bytesOf(load.from + at));
  const sockets = await Promise.all(
    Array.from({ length: load.connections }, () => connected(load.port)),
  );
  const refused: number[] = [];
  const delaysMs: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const dueAt = (at: number): number =>
    load.perSecond === null ? performance.now() : startedAt + (at * 1000) / load.perSecond;
  const sendOver = async (socket: Socket): Promise<void> => {
    for (;;) {
      const at = next;
      const request = requests[at];
      const due = dueAt(at);
      if (!request || due > startedAt + load.withinMs) return;
      next += 1;
      const early = due - performance.now();
      if (early > 0) await sleep(early);
      const isAcknowledged = await exchange(socket, request);
      delaysMs.push(performance.now() - due);
      if (!isAcknowledged) refused.push(load.from + at);
    }
  };
  await Promise.all(sockets.map(sendOver));
  const seconds = (performance.now() - startedAt) / 1000;
  for (const socket of sockets) socket.destroy();
  delaysMs.sort((one, other) => one - other);
  return { sent: next, refused, seconds, delaysMs };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Sends one request; whether its answer acknowledges it. A connection that ends does not. */
function exchange(socket: Socket, request: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    let text = '';
    const settle = (isAcknowledged: boolean): void => {
      socket.off('data', onData).off('close', onClose).off('error', onClose);
      resolve(isAcknowledged);
    };
    const onClose = (): void => {
      settle(false);
    };
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      const answer = answerIn(text);
      if (answer) settle(isAcknowledgement(answer));
    };
    socket.on('data', onData).on('close', onClose).on('error', onClose);
    socket.write(request);
  });
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The answer when it is whole; both servers state its length. */
function answerIn(text: string): Answer | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const status = Number(text.slice(9, 12));
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1] ?? 0);
  const body = text.slice(headEnd + 4);
  return body.length < length ? undefined : { status, body };
}

/** As VNPAY and MoMo take it: recorded now or known already. */
function isAcknowledgement({ status, body }: Answer): boolean {
  return status === 204 || (status === 200 && /"RspCode":"0[02]"/.test(body));
}
