// Answers to what is no HTTP request that Node's parser would hand on: two lengths, headers without
// end, a client that dribbles. The socket is all there is, so the answer is written by hand.
import type { IncomingMessage, ServerOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ProblemCode, problemDocument, problemKinds } from './problem.js';
import { securityHeaders, transportHeaders, uncached } from './security-headers.js';

/** How long a header block may be, in bytes. */
export const headerBytesMax = 16_384;

/** The parser's part of the server's options: as strict as it can be. */
export const parserOptions: ServerOptions = {
  maxHeaderSize: headerBytesMax,
  insecureHTTPParser: false,
  // Node's own answer to a missing one has none of our headers: see `hasOneHost`
  requireHostHeader: false,
};

/** Whether a request names exactly one host, as HTTP/1.1 demands: a proxy may have read the other. */
export function hasOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const named = rawHeaders.filter((text, at) => at % 2 === 0 && /^host$/i.test(text)).length;
  return named === 1 || (named === 0 && httpVersion === '1.0');
}

const codes: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too_slow',
};

/** Answers on the socket and ends it; nothing of what was sent is repeated or logged. */
export function answerUnreadable(baseUrl: string): (error: Error, socket: Duplex) => void {
  return (error, socket) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!socket.writable || code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const kind = codes[code] ?? 'malformed';
    socket.end(messageOf(kind, baseUrl), () => socket.destroy());
  };
}

function messageOf(code: ProblemCode, baseUrl: string): string {
  const { status } = problemKinds[code];
  const detail = 'The request is not one that can be answered.';
  const body = JSON.stringify(problemDocument({ code, detail }));
  const headers = {
    ...securityHeaders,
    ...transportHeaders(baseUrl),
    ...uncached,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${String(status)} Refused`, ...lines, '', body].join('\r\n');
}
