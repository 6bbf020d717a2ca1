// One route of the JSON API as data: what it is for, who may ask, what it takes and gives. The
// server, the OpenAPI document, the docs page and the tests all read these and nothing else.
import type { z } from 'zod';
import type { Action } from '../access/roles.js';
import type { Principal } from '../access/principal.js';
import type { By } from '../audit/by.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import type { Log } from '../log.js';
import type { ReadLatest } from '../oversight/latest-reading.js';
import type { RuleBook } from '../reconciliation/rule-book.js';

/** What every handler is given. */
export interface ApiDeps {
  /** The pool; a changing route gets its transaction as `ask.db`. */
  readonly db: Db;
  readonly config: Config;
  readonly now: () => Date;
  readonly log: Log;
  readonly read: ReadLatest;
  readonly rules: RuleBook;
}

/** A file of a multipart request. */
export interface UploadedFile {
  readonly field: string;
  readonly name: string;
  readonly bytes: Buffer;
}

/** A request as a handler sees it: checked, and asked for by somebody who may. */
export interface Ask<Params = unknown, Query = unknown, Body = unknown> {
  readonly principal: Principal;
  readonly by: By;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly files: readonly UploadedFile[];
  /** For changing routes the transaction that also keeps the idempotency key; else the pool. */
  readonly db: Db;
  /**
   * The version named by `If-Match`, without quotes, or `*`; null when the route does not take it
   * and for `If-None-Match: *`. `refuseStale` of versions.ts compares it.
   */
  readonly ifMatch: string | null;
  /** `If-None-Match: *` on a PUT: only if there is nothing yet. */
  readonly mustBeNew: boolean;
}

/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** A file: at hand, or piece by piece where it need not be. */
export type Download = { readonly type: string; readonly name: string } & (
  | { readonly bytes: Buffer }
  | { readonly byteCount: number; readonly pieces: AsyncIterable<Buffer> }
);

export interface ApiAnswer {
  /** Default 200. */
  readonly status?: number;
  /** JSON-ready; absent for 204. */
  readonly body?: unknown;
  /** Version of what is shown, for `ETag`. */
  readonly version?: string;
  /** Where a created thing is. */
  readonly location?: string;
  /**
   * Work once the transaction is kept, before the answer leaves (a matching run, a mail). Members
   * that it returns join the body of this first answer and are not kept for a repeated request.
   * (It cannot be called `then`: whoever awaits the answer would call it.)
   */
  readonly afterCommit?: () => Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Members of the body that are told once and never kept, such as a new token. */
  readonly once?: Readonly<Record<string, unknown>>;
  /** Instead of `body`: server-sent events, until they end or the asker goes away. */
  readonly events?: (signal: AbortSignal) => AsyncIterable<ServerEvent>;
  /** Instead of `body`: bytes to download. */
  readonly download?: Download;
}

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A route with its types forgotten, as the registry keeps it. */
export interface ApiRoute {
  readonly method: Method;
  /** Below `/api/v1`, in OpenAPI's form: `/payments/{id}`. */
  readonly path: string;
  /** Verb and noun, `listPayments`: the operation's id. */
  readonly id: string;
  readonly summary: string;
  /** The resource it is listed under in the docs. */
  readonly tag: string;
  /**
   * What the asker must be allowed to do somewhere, else 403. Whether this unit or object is in
   * scope the handler decides with `may` and `sightOf`; what is not is 404. 'self': anybody logged in.
   */
  readonly action: Action | 'self';
  readonly params: z.ZodType | null;
  readonly query: z.ZodType | null;
  /** The JSON body; of a multipart request its text fields as an object. */
  readonly body: z.ZodType | null;
  /** Takes `multipart/form-data` with files in these fields, at least one. */
  readonly files: readonly string[];
  /** Beside files also takes its `body` alone, as JSON. */
  readonly filesOptional: boolean;
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** Media types of answers that are no JSON: of downloads and events. */
  readonly produces: readonly string[];
  /** Creates something: needs `Idempotency-Key`. Runs in one transaction. */
  readonly creates: boolean;
  /** Changes something that has a version: needs `If-Match`. Runs in one transaction. */
  readonly edits: boolean;
  readonly handle: (deps: ApiDeps, ask: Ask) => Promise<ApiAnswer>;
}

type Optional =
  | 'params'
  | 'query'
  | 'body'
  | 'files'
  | 'filesOptional'
  | 'produces'
  | 'creates'
  | 'edits'
  | 'handle';

type Out<Schema> = Schema extends z.ZodType ? z.output<Schema> : null;

/** Declares a route; `handle` sees the outputs of its schemas. */
export function apiRoute<
  Params extends z.ZodType | null = null,
  Query extends z.ZodType | null = null,
  Body extends z.ZodType | null = null,
>(
  route: Omit<ApiRoute, Optional> & {
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    readonly files?: readonly string[];
    readonly filesOptional?: boolean;
    readonly produces?: readonly string[];
    readonly creates?: boolean;
    readonly edits?: boolean;
    readonly handle: (
      deps: ApiDeps,
      ask: Ask<Out<Params>, Out<Query>, Out<Body>>,
    ) => Promise<ApiAnswer>;
  },
): ApiRoute {
  const none = { params: null, query: null, body: null, files: [], filesOptional: false };
  return { ...none, produces: [], creates: false, edits: false, ...route } as ApiRoute;
}
