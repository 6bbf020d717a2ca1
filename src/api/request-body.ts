// The body of an API request: JSON under a limit, or files and fields of a form.
import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { readRawBody } from '../http.js';
import { Refused } from '../problem.js';
import { readForm, type RequestBody } from './multipart.js';
import type { ApiRoute } from './route.js';

export const jsonBytesMax = 1024 * 1024;

const nothing: RequestBody = { json: undefined, files: [], digest: '' };

/**
 * Reads what the route takes.
 * @throws Refused `unsupported_media_type`, `too_large` or `invalid_input`
 */
export async function readBody(request: Request, route: ApiRoute): Promise<RequestBody> {
  if (route.method === 'get') return nothing;
  const type = (request.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const takesForm = route.files.length > 0;
  const takesJson = route.body !== null && (!takesForm || route.filesOptional);
  if (takesForm && type === 'multipart/form-data') return readForm(request, route);
  if (!takesForm && !takesJson) return readNothing(request);
  if (takesJson && type === 'application/json') return readJson(request);
  const taken = [
    ...(takesJson ? ['application/json'] : []),
    ...(takesForm ? ['multipart/form-data'] : []),
  ];
  const detail = `The content type must be ${taken.join(' or ')}.`;
  throw new Refused({ code: 'unsupported_media_type', detail });
}

async function readNothing(request: Request): Promise<RequestBody> {
  const bytes = await readRawBody(request, jsonBytesMax);
  if (bytes && /^\s*(\{\s*\})?\s*$/.test(bytes.toString('latin1'))) return nothing;
  throw new Refused({ code: 'invalid_input', detail: 'This address takes no body.' });
}

async function readJson(request: Request): Promise<RequestBody> {
  const bytes = await readRawBody(request, jsonBytesMax);
  if (!bytes) {
    throw new Refused({ code: 'too_large', detail: 'A JSON body has at most 1 MB.' });
  }
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const digest = createHash('sha256').update(bytes).digest('hex');
    return { json, files: [], digest };
  } catch {
    throw new Refused({ code: 'invalid_input', detail: 'The body is not JSON in UTF-8.' });
  }
}
