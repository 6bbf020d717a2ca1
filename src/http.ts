// What every HTTP answer has in common: a request id, security headers, problem documents, and
// raw bodies under a limit.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { errorFields, type Log } from './log.js';
import { hasLongNumber, maskLongNumbers } from './long-numbers.js';
import { type Problem, problemDocument, Refused } from './problem.js';
import { securityHeaders as headers, uncached } from './security-headers.js';

/** The id under which this request stands in the log and in its problem document. */
export function requestIdOf(response: Response): string {
  return String(response.getHeader('x-request-id') ?? '');
}

/**
 * Gives every request an id: the caller's own where it is one, else a new one. It stands in the log,
 * so nothing that could be the number of an account or of a person is taken for an id.
 */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id') ?? '';
  const isId = /^[\w.-]{8,64}$/.test(given) && !hasLongNumber(given);
  response.set('X-Request-Id', isId ? given : randomUUID());
  next();
};

/** Headers against framing, sniffing and leaking; everything a page loads is our own. */
export const securityHeaders: RequestHandler = (request, response, next) => {
  response.set(headers);
  // files carry a digest in their names; everything else shows money as it stands now
  if (!request.path.startsWith('/assets/')) response.set(uncached);
  next();
};

/** One line a request: what was asked by route, never the path's own values or the query. */
export function logRequests(log: Log): RequestHandler {
  return (request, response, next) => {
    const startedAt = process.hrtime.bigint();
    response.on('finish', () => {
      const ms = Number((process.hrtime.bigint() - startedAt) / 100_000n) / 10;
      const fields = {
        id: requestIdOf(response),
        method: request.method,
        route: routeOf(request),
        status: response.statusCode,
        ms,
      };
      if (response.statusCode >= 500) log.error(fields, 'request failed');
      else log.info(fields, 'request');
    });
    next();
  };
}

/** A request's route as it was declared, `/don-vi/:code`; never the path's own values. */
export function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? `${request.baseUrl}${route.path}` : 'none';
}

/**
 * Numbers of accounts and of people by their last four digits. A refusal may repeat what was sent,
 * a file's name among it, and is kept by programs and shown on screens; the place says where.
 */
function masked(problem: Problem): Problem {
  const mask = maskLongNumbers;
  const errors = problem.errors?.map((place) => ({
    ...place,
    detail: mask(place.detail),
    ...(place.file === undefined ? {} : { file: mask(place.file) }),
    ...(place.column === undefined ? {} : { column: mask(place.column) }),
    ...(place.pointer === undefined ? {} : { pointer: mask(place.pointer) }),
  }));
  return { ...problem, detail: mask(problem.detail), ...(errors ? { errors } : {}) };
}

/** Answers with a problem document (RFC 9457). */
export function sendProblem(response: Response, problem: Problem): void {
  const document = problemDocument(masked(problem), `urn:uuid:${requestIdOf(response)}`);
  response.set(uncached);
  if (problem.code === 'unauthenticated') response.set('WWW-Authenticate', 'Bearer');
  if (problem.retryAfterSeconds !== undefined) {
    response.set('Retry-After', String(problem.retryAfterSeconds));
  }
  response
    .status(Number(document['status']))
    .type('application/problem+json')
    .send(JSON.stringify(document));
}

/**
 * The body as it came off the wire; any content type, none, any charset.
 * @returns undefined when it is longer than `bytesMax`; the rest of it is not kept
 */
export function readRawBody(
  request: IncomingMessage,
  bytesMax: number,
): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      // what follows is let pass unkept, so that the sender can read our answer
      if (length > bytesMax) resolve(undefined);
      else chunks.push(chunk);
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.on('error', () => {
      reject(Object.assign(new Error('the sender went away'), { status: 400 }));
    });
  });
}

/** The end of the routes. */
export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, { code: 'not_found', detail: 'There is nothing at this address.' });
};

/** Refusals become their document; what should not happen becomes an id and a log line. */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof Refused) {
      sendProblem(response, error.problem);
      return;
    }
    const status = statusOf(error);
    if (status !== undefined) {
      sendProblem(response, { code: 'invalid_input', detail: 'The request cannot be understood.' });
      return;
    }
    log.error({ id: requestIdOf(response), ...errorFields(error) }, 'unexpected error');
    const detail = `Something broke that should not. Its number: ${requestIdOf(response)}`;
    sendProblem(response, { code: 'internal', detail });
  };
}

/** Express marks what a client did wrong (a path that does not decode) with a status. */
function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
