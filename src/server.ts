// The HTTP server of the process: limits against slow clients, and an orderly end.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppDeps, buildApp } from './app.js';
import { problemDocument, problemKinds, Refused } from './problem.js';
import { securityHeaders, transportHeaders, uncached } from './security-headers.js';
import { answerUnreadable, hasOneHost, parserOptions } from './unreadable-request.js';

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Refuses what is new, lets what is under way end (at most 10 s), then closes. */
  readonly stop: () => Promise<void>;
}

/** How long a client may take, and how long we take to end. */
export interface ServerLimits {
  /** Request line and headers must be here by then; slow ones hold a connection, nothing else. */
  readonly headersWithinMs: number;
  readonly requestWithinMs: number;
  readonly drainWithinMs: number;
  readonly connectionsMax: number;
}

export const serverLimits: ServerLimits = {
  headersWithinMs: 10_000,
  requestWithinMs: 30_000,
  drainWithinMs: 10_000,
  connectionsMax: 2_000,
};

/**
 * Listens on `HOST` and `PORT` (0: any free port).
 * @throws Refused `misconfigured` when the port is taken
 */
export async function startServer(
  deps: AppDeps,
  limits: ServerLimits = serverLimits,
  build: (deps: AppDeps) => RequestListener = buildApp,
): Promise<RunningServer> {
  const { baseUrl } = deps.config;
  const drain = drainable(onlyWithHost(baseUrl, build(deps)), refusing(baseUrl, 'unavailable'));
  const server = createServer(
    {
      ...parserOptions,
      headersTimeout: limits.headersWithinMs,
      requestTimeout: limits.requestWithinMs,
      connectionsCheckingInterval: Math.min(2_000, limits.headersWithinMs),
      keepAliveTimeout: 65_000,
    },
    drain.listener,
  );
  server.maxConnections = limits.connectionsMax;
  server.on('clientError', answerUnreadable(baseUrl));
  server.on('checkExpectation', refusing(baseUrl, 'expectation_failed'));
  await listen(server, deps.config);
  const { port } = server.address() as AddressInfo;
  const { host } = deps.config;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`,
    stop: async () => {
      await drain.drained(limits.drainWithinMs);
      await close(server);
    },
  };
}

function listen(server: Server, at: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const detail = `PORT ${String(at.port)} cannot be listened on (${error.code ?? 'unknown'})`;
      reject(new Refused({ code: 'misconfigured', detail }));
    });
    server.listen(at.port, at.host, resolve);
  });
}

/** Counts requests under way; once draining, answers new ones 503 and asks to come back. */
function drainable(
  inner: RequestListener,
  refuse: RequestListener,
): {
  listener: RequestListener;
  drained: (withinMs: number) => Promise<void>;
} {
  let underWay = 0;
  let onEmpty: (() => void) | undefined;
  const listener: RequestListener = (request, response) => {
    if (onEmpty) {
      refuse(request, response);
      return;
    }
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      if (underWay === 0) onEmpty?.();
    });
    inner(request, response);
  };
  const drained = (withinMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
      if (underWay === 0) onEmpty();
    });
  return { listener, drained };
}

const refusals = {
  unavailable: 'The service is going down.',
  malformed: 'The request must name one host.',
  expectation_failed: 'Only `Expect: 100-continue` is known.',
} as const;

function onlyWithHost(baseUrl: string, inner: RequestListener): RequestListener {
  const refuse = refusing(baseUrl, 'malformed');
  return (request, response) => {
    (hasOneHost(request) ? inner : refuse)(request, response);
  };
}

/** An answer to what no route gets to see. */
function refusing(baseUrl: string, code: keyof typeof refusals): RequestListener {
  return (request: IncomingMessage, response) => {
    request.resume();
    const body = JSON.stringify(problemDocument({ code, detail: refusals[code] }));
    response.writeHead(problemKinds[code].status, {
      ...securityHeaders,
      ...transportHeaders(baseUrl),
      ...uncached,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      ...(code === 'unavailable' ? { 'retry-after': '5' } : {}),
      connection: 'close',
    });
    response.end(body);
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
