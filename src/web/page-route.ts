// One page as data: where it is, who may ask, what it does. The server and the tests read the list
// of these and nothing else.
import type { VNode } from 'preact';
import type { Visitor } from '../access/access-deps.js';
import type { Principal } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import type { LiveSession } from '../access/session.js';
import type { UploadedFile } from '../api/route.js';
import type { TellDeps } from '../alerts/tell-units.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import type { Log } from '../log.js';
import type { Problem } from '../problem.js';
import type { ReadLatest } from '../oversight/latest-reading.js';
import type { RuleBook } from '../reconciliation/rule-book.js';

export interface PageDeps {
  readonly db: Db;
  readonly config: Pick<
    Config,
    | 'province'
    | 'baseUrl'
    | 'dataDir'
    | 'secretKey'
    | 'smtpFrom'
    | 'smtpUrl'
    | 'accountCoolingOffHours'
    | 'webhookNetworks'
  > &
    TellDeps['config'];
  readonly now: () => Date;
  /** See `AccessDeps.phoneNow`. */
  readonly phoneNow?: () => Date;
  readonly read: ReadLatest;
  /** As of now, or a little before: see `recentReaderOf`. */
  readonly readRecent: ReadLatest;
  readonly rules: RuleBook;
  /** For work that goes on after the answer. */
  readonly log: Pick<Log, 'error'>;
}

/** A request as a page sees it. */
export interface PageAsk {
  readonly visitor: Visitor;
  readonly params: Readonly<Record<string, string>>;
  /** As it stands in the address, unchecked. */
  readonly query: unknown;
  /** Fields of a form; each at most once. */
  readonly form: ReadonlyMap<string, string>;
  /** Of a form that takes one, else none. */
  readonly files: readonly UploadedFile[];
  /** The browser's session, at whatever stage; null without one. */
  readonly session: LiveSession | null;
  /** Who is logged in; null on pages that ask for nobody. */
  readonly principal: Principal | null;
  /** The full name of the province, for the page's head. */
  readonly province: string;
}

export interface PageAnswer {
  /** Default 200; 303 with `goTo`. */
  readonly status?: number;
  readonly page?: VNode;
  /** An image instead of a page. */
  readonly svg?: string;
  /** Where the browser goes next. */
  readonly goTo?: string;
  /** `Set-Cookie` headers. */
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** What a program is told instead of the page. */
  readonly problem?: Problem;
}

export interface PageRoute {
  readonly method: 'get' | 'post';
  /** As Express takes it, `/don-vi/:code`. */
  readonly path: string;
  /**
   * What the officer must be allowed to do somewhere; whether a unit is in sight the page decides.
   * `self`: anybody logged in. `pending`: also one whose second factor is still to come.
   * `public`: everybody.
   */
  readonly action: Action | 'self' | 'pending' | 'public';
  /** The form carries files in this field: `multipart/form-data` instead of a plain form. */
  readonly file?: string;
  readonly handle: (deps: PageDeps, ask: PageAsk) => Promise<PageAnswer>;
}

/** Who is logged in, on a page that only they see. */
export function insiderOf(ask: PageAsk): {
  readonly principal: Principal;
  readonly session: LiveSession;
} {
  const { principal, session } = ask;
  if (!principal || !session) throw new Error('a page that asks who it is was served to nobody');
  return { principal, session };
}

/** The session of a page that needs one at whatever stage. */
export function sessionAt(ask: PageAsk): LiveSession {
  if (!ask.session) throw new Error('a page that needs a session was served without one');
  return ask.session;
}
