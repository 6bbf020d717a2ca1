// Server-sent events: one JSON document an event, a heartbeat so that proxies keep the line open,
// and an end when the asker goes away.
import type { Request, Response } from 'express';
import type { ServerEvent } from './route.js';

const heartbeatEveryMs = 15_000;

/** Sends events until they end or nobody listens any more. */
export async function sendEvents(
  request: Request,
  response: Response,
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    // a proxy that collects the answer first would hold every event back
    'X-Accel-Buffering': 'no',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(': \n\n'), heartbeatEveryMs);
  try {
    for await (const { event, data } of events(gone.signal)) {
      if (gone.signal.aborted) break;
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}
