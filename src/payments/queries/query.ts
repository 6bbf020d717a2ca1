// What every gateway's query API is to us: a question about one reference, and what the answer says.
// Pure; a callback that was lost, or is not believed by itself, is made up for by asking.
import type { Money } from '../../money.js';
import type { GatewayOptions } from '../gateway-account.js';
import type { PaymentMessage } from '../gateways/gateway.js';
import type { PaymentStatus } from '../payment.js';
import type { Secrets } from '../profile.js';

/** The merchant account that asks. */
export interface Asker {
  readonly merchantCode: string | null;
  /** The newest set: what we send is signed by it. */
  readonly secrets: Secrets;
  readonly options: GatewayOptions;
}

/** What is asked about, with what is known of it. */
export interface Question {
  /** Our own id of this asking, another one each time: a repeated one is refused (VNPAY 94). */
  readonly requestId: string;
  readonly merchantRef: string;
  /** The gateway's id where a pending payment carries one. */
  readonly gatewayTxnId: string | null;
  /** What the pending payment or the order is of; null where neither is known. */
  readonly amount: Money | null;
  /** When the order was made, as far as we know. */
  readonly orderedAt: Date;
  /** The time that a pending payment's own message states; answers may carry none. */
  readonly statedAt: Date | null;
}

/** A POST of these bytes to the profile's `queryUrl`. */
export interface QueryRequest {
  readonly contentType: string;
  readonly body: string;
}

export type QueryReading =
  /** Final: recorded as a callback's word would be. */
  | { readonly kind: 'word'; readonly message: PaymentMessage }
  | { readonly kind: 'notFinal' }
  /** The gateway knows no such payment. */
  | { readonly kind: 'unknown' }
  /** The gateway did not take the question (its own code): it says nothing of the payment. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Not proven to be the gateway's answer to this question. */
  | { readonly kind: 'untrusted' };

/** The query API of one gateway kind. A further one is its file and a line in `index.ts`. */
export interface GatewayQuery {
  readonly kind: string;
  request(question: Question, asker: Asker, now: Date): QueryRequest;
  /** Never throws on what a stranger answered. */
  read(answer: Buffer, question: Question, asker: Asker): QueryReading;
}

/** What an answer says of the payment; what it leaves out is taken from the question. */
export interface Told {
  readonly status: PaymentStatus;
  readonly amount: Money | undefined;
  readonly gatewayTxnId?: string | null;
  readonly paidAt?: Date | null;
  readonly refundedAmount?: Money | null;
  readonly orderInfo?: string | null;
}

const idCharsMax = 255;

/** The word of an answer; untrusted where nobody ever said of what amount it is. */
export function wordOf(told: Told, question: Question): QueryReading {
  const amount = told.amount ?? question.amount;
  const gatewayTxnId = told.gatewayTxnId ?? question.gatewayTxnId;
  const orderInfo = told.orderInfo ?? null;
  // what the database cannot keep would fail for ever
  const isKeepable = !/[\0\p{Cs}]/u.test(`${gatewayTxnId ?? ''} ${orderInfo ?? ''}`);
  const isWhole = isKeepable && (gatewayTxnId?.length ?? 0) <= idCharsMax;
  if (amount === null || !isWhole) return { kind: 'untrusted' };
  return {
    kind: 'word',
    message: {
      gatewayTxnId,
      merchantRef: question.merchantRef,
      dossierCode: null,
      unitCode: null,
      orderInfo,
      word: {
        status: told.status,
        amount,
        refundedAmount: told.refundedAmount ?? null,
        paidAt: told.paidAt ?? question.statedAt,
        refundedAt: null,
      },
    },
  };
}

/** A gateway's id; zeros and nothing at all mean that it gave none. */
export function idOf(text: string | null): string | null {
  return text === null || /^0*$/.test(text) ? null : text;
}
