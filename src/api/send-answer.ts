// How an answer of a handler leaves: JSON, a file, events, or what was kept of an earlier one.
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { KeptAnswer } from './idempotency.js';
import type { ApiAnswer, Download } from './route.js';
import { sendEvents } from './send-events.js';

const jsonType = 'application/json; charset=utf-8';

/** Sends an answer; a reader who names the version they have gets 304 and no body. */
export async function sendAnswer(
  request: Request,
  response: Response,
  answer: ApiAnswer,
): Promise<void> {
  if (answer.events) {
    await sendEvents(request, response, answer.events);
    return;
  }
  const { status, headers, body } = rendered(answer);
  const tag = headers['etag'] ?? (isRead(request) && body ? weakTag(body) : undefined);
  response.status(status).set(headers);
  if (tag !== undefined) response.set('ETag', tag);
  if (isRead(request) && tag !== undefined && namesTag(request.get('if-none-match'), tag)) {
    response.status(304).end();
    return;
  }
  const next = nextOf(answer.body);
  if (next !== undefined) response.set('Link', `<${withCursor(request, next)}>; rel="next"`);
  if (answer.download) await sendDownload(response, answer.download);
  else if (body === '') response.end();
  else response.set('Content-Type', jsonType).end(body);
}

/** Sends what an earlier request of the same key was answered. */
export function sendKept(response: Response, kept: KeptAnswer): void {
  response.status(kept.status).set(kept.headers).set('Idempotent-Replayed', 'true');
  if (kept.body === '') response.end();
  else response.set('Content-Type', jsonType).end(kept.body);
}

/** Status, own headers and JSON text of an answer. */
export function rendered(answer: ApiAnswer): KeptAnswer {
  const isEmpty = answer.body === undefined && !answer.download;
  return {
    status: answer.status ?? (isEmpty ? 204 : 200),
    headers: {
      ...(answer.version === undefined ? {} : { etag: `"${answer.version}"` }),
      ...(answer.location === undefined ? {} : { location: answer.location }),
    },
    body: answer.body === undefined ? '' : JSON.stringify(answer.body),
  };
}

async function sendDownload(response: Response, file: Download): Promise<void> {
  const { type, name } = file;
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  const disposition = `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
  response.set({ 'Content-Type': type, 'Content-Disposition': disposition });
  // what is downloaded is never shown, and if it were, could run nothing
  const policy = response.get('Content-Security-Policy');
  response.set('Content-Security-Policy', `${policy ? `${policy}; ` : ''}sandbox`);
  if ('bytes' in file) {
    response.end(file.bytes);
    return;
  }
  response.set('Content-Length', String(file.byteCount));
  // whoever goes away midway ends it; what breaks midway breaks the connection, never the file's end
  await pipeline(file.pieces, response).catch(() => response.destroy());
}

function isRead(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/** A tag over the whole text: two equal answers are the same to whoever reads. */
function weakTag(body: string): string {
  return `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

function namesTag(header: string | undefined, tag: string): boolean {
  const strong = (text: string): string => text.trim().replace(/^W\//, '');
  return (header ?? '').split(',').map(strong).includes(strong(tag));
}

function nextOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('next' in body)) return undefined;
  return typeof body.next === 'string' ? body.next : undefined;
}

/** The same list from the next place on. */
function withCursor(request: Request, cursor: string): string {
  const [path = '', query = ''] = request.originalUrl.split('?');
  const members = new URLSearchParams(query);
  members.set('cursor', cursor);
  return `${path}?${members.toString()}`;
}
