// Systems that are told of changes: what they can be told, when a delivery is tried again, and when
// the service gives up on a receiver.

/** What a webhook can be told. The test event is told to whoever is tested. */
export const eventKinds = [
  'payment.arrived',
  'payment.overdue',
  'unit.flagged',
  'unit.cleared',
] as const;
export type EventKind = (typeof eventKinds)[number];
export const testKind = 'webhook.test';

export const pauseReasons = ['officer', 'gone', 'failing'] as const;
export type PauseReason = (typeof pauseReasons)[number];

export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly kinds: readonly EventKind[];
  /** A unit's code, or the province's two digits. */
  readonly scope: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly version: number;
  readonly pausedAt: Date | null;
  readonly pausedBecause: PauseReason | null;
  /** The first failure since the last success. */
  readonly failingSince: Date | null;
}

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One event on its way to one webhook. */
export interface Delivery {
  readonly id: string;
  /** The same for retries and replays: by it a receiver knows an event again. */
  readonly eventId: string;
  readonly kind: string;
  readonly unitCode: string | null;
  readonly occurredAt: Date;
  readonly isReplay: boolean;
  readonly createdAt: Date;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly attemptedAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
/** After each failure, as Standard Webhooks advises; then daily up to the third day. */
const waitsSeconds = [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, day, day, day];
/** A receiver may ask us to wait, but not for longer than this. */
const retryAfterSecondsMax = day;

/** Without a success for so long a webhook is paused and the administrators are told. */
export const failingDaysMax = 5;

/** What came of one attempt. */
export type Attempt =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterSeconds: number }
  | { readonly kind: 'failed'; readonly because: AttemptFault };

export const attemptFaults = [
  'timeout',
  'unreachable',
  'unknown_host',
  'forbidden_address',
  'bad_certificate',
  'not_http',
] as const;
export type AttemptFault = (typeof attemptFaults)[number];

/** What follows from an attempt. */
export type Verdict =
  | { readonly kind: 'delivered' }
  /** The receiver wants no more of anything. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'given up' }
  | {
      readonly kind: 'later';
      readonly afterSeconds: number;
      /** The receiver asked us to wait: with everything. */
      readonly forAll: boolean;
    };

/** Only 2xx is success: a redirect is not followed and counts as a failure. */
export function verdictOf(
  attempt: Attempt,
  { attempts, kind }: Pick<Delivery, 'attempts' | 'kind'>,
): Verdict {
  if (attempt.kind === 'answered') {
    if (attempt.status >= 200 && attempt.status < 300) return { kind: 'delivered' };
    if (attempt.status === 410) return { kind: 'gone' };
  }
  // whoever tests looks at the answer now
  const wait = kind === testKind ? undefined : waitsSeconds[attempts - 1];
  if (wait === undefined) return { kind: 'given up' };
  const asked = attempt.kind === 'answered' ? attempt.retryAfterSeconds : 0;
  const afterSeconds = Math.max(wait, Math.min(asked, retryAfterSecondsMax));
  return { kind: 'later', afterSeconds, forAll: asked > 0 };
}

/** Seconds that a `Retry-After` asks for, as a number or as a date; 0 where it says nothing. */
export function retryAfterOf(header: string | undefined, now: Date): number {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? 0 : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}
