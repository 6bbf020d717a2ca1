// Files of a form, in memory and under hard limits: what is too much is refused while it arrives,
// and what breaks off half-way leaves nothing behind.
import { createHash } from 'node:crypto';
import type { Request } from 'express';
import multer from 'multer';
import { Refused } from '../problem.js';
import type { UploadedFile } from './route.js';

/** Which fields of a form take files, and whether it may come without one. */
export interface FilesTaken {
  readonly files: readonly string[];
  readonly filesOptional: boolean;
}

/** What was sent as a body. */
export interface RequestBody {
  /** Parsed JSON, or the text fields of a form; undefined when nothing was sent. */
  readonly json: unknown;
  readonly files: readonly UploadedFile[];
  /** Digest of what was sent, so that the same request is known again. */
  readonly digest: string;
}

export const uploadLimits = {
  fileBytesMax: 50 * 1024 * 1024,
  /** All files of one request together: they are held in memory. */
  bytesMax: 100 * 1024 * 1024,
  /** Of all requests under way in the process. */
  heldBytesMax: 400 * 1024 * 1024,
  filesMax: 20,
  fieldsMax: 20,
  fieldBytesMax: 64 * 1024,
} as const;

/** Reads a form: its text fields as an object, its files with their names. */
export async function readForm(request: Request, route: FilesTaken): Promise<RequestBody> {
  await received(request, route);
  const fields = { ...(request.body as Record<string, unknown> | undefined) };
  const files = Object.values((request.files ?? {}) as Record<string, Express.Multer.File[]>)
    .flat()
    .map((file): UploadedFile => ({
      field: file.fieldname,
      name: plainName(file.originalname),
      bytes: file.buffer,
    }));
  if (files.length === 0 && !route.filesOptional) {
    const [field = 'file'] = route.files;
    const detail = 'A file must be sent.';
    const errors = [{ pointer: `/${field}`, detail: 'is missing' }];
    throw new Refused({ code: 'invalid_input', detail, errors });
  }
  const sent = [fields, files.map((file) => [file.field, file.name, sha256(file.bytes)])];
  return { json: fields, files, digest: sha256(Buffer.from(JSON.stringify(sent))) };
}

function received(request: Request, route: FilesTaken): Promise<void> {
  const upload = multer({
    storage: inMemory(request),
    defParamCharset: 'utf8',
    limits: {
      fileSize: uploadLimits.fileBytesMax,
      files: uploadLimits.filesMax,
      fields: uploadLimits.fieldsMax,
      parts: uploadLimits.filesMax + uploadLimits.fieldsMax,
      fieldSize: uploadLimits.fieldBytesMax,
      fieldNameSize: 100,
      headerPairs: 20,
      fieldNestingDepth: 0,
    },
  }).fields(route.files.map((name) => ({ name })));
  return new Promise((resolve, reject) => {
    void upload(request, request.res as never, (error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(refusalOf(error));
    });
  });
}

/** Bytes of files that requests under way hold, slow ones and those at work. */
let heldBytes = 0;

/** Keeps files in memory until the request is answered, counting over all of them. */
function inMemory(request: Request): multer.StorageEngine {
  let total = 0;
  request.res?.once('close', () => {
    heldBytes -= total;
  });
  return {
    _handleFile: (_request, file, done) => {
      const chunks: Buffer[] = [];
      file.stream.on('data', (chunk: Buffer) => {
        if (request.res?.closed) return;
        total += chunk.length;
        heldBytes += chunk.length;
        if (total > uploadLimits.bytesMax) done(tooLarge());
        else if (heldBytes > uploadLimits.heldBytesMax) done(tooMany());
        else chunks.push(chunk);
      });
      file.stream.on('error', (error: Error) => {
        done(error);
      });
      file.stream.on('end', () => {
        done(null, { buffer: Buffer.concat(chunks) });
      });
    },
    _removeFile: (_request, _file, done) => {
      done(null);
    },
  };
}

function tooMany(): Refused {
  const detail = 'Many files are arriving at once; send these again in a moment.';
  return new Refused({ code: 'unavailable', detail, retryAfterSeconds: 10 });
}

function tooLarge(): Refused {
  const detail =
    'A file has at most 50 MB, all files of a request at most 100 MB, and they are 20.';
  return new Refused({ code: 'too_large', detail });
}

function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const code = error instanceof multer.MulterError ? error.code : '';
  if (code === 'LIMIT_UNEXPECTED_FILE') {
    const detail = 'The form has a file in a field that takes none.';
    return new Refused({ code: 'invalid_input', detail });
  }
  if (code.startsWith('LIMIT_')) return tooLarge();
  return new Refused({ code: 'invalid_input', detail: 'The form is damaged or ends too early.' });
}

/** A name to show and to tell the format by: no folders, no control or direction characters. */
function plainName(given: string): string {
  const name = given.split(/[/\\]/).at(-1) ?? '';
  const plain = name
    .replaceAll(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '')
    .normalize('NFC')
    .trim();
  return plain.slice(0, 255) || 'file';
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
