// The gateway profile of contract section 6: what `gateway set` accepts, and the settlement terms
// as they are stored and read back. Every error names its field by JSON pointer.
import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../calendar.js';
import { type Money, parseMoney } from '../money.js';
import { type ProblemPlace, Refused } from '../problem.js';
import { gatewayKinds } from './gateways/kinds.js';
import { isAskable } from './queries/query-address.js';
import type { GatewayOptions, SettlementTerms } from './gateway-account.js';

const amount = z.union([z.string(), z.int()]).transform((value, context) => {
  const money = parseMoney(String(value));
  if (money !== undefined && money >= 0n) return money;
  context.addIssue({ code: 'custom', message: 'an amount is a text of 1 to 18 digits' });
  return z.NEVER;
});

const percent = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d{1,3}(\.\d{1,6})?$/.test(text), 'a percentage is a text such as "1.1"');

const tier = z.strictObject({
  upTo: amount.nullable(),
  percent: percent.default('0'),
  fixed: amount.default(0n),
});

const fee = z.strictObject({
  percent: percent.default('0'),
  fixed: amount.default(0n),
  min: amount.default(0n),
  max: amount.default(0n),
  tiers: z
    .array(tier)
    .max(50)
    .refine(rises, 'tiers rise by upTo, and only the last may have none')
    .default([]),
  vatPercent: percent.default('0'),
  per: z.enum(['payment', 'batch']).default('payment'),
  rounding: z.literal('half_up').default('half_up'),
});

function rises(tiers: readonly z.infer<typeof tier>[]): boolean {
  return tiers.every(({ upTo }, index) => {
    if (index === 0) return true;
    const previous = tiers[index - 1]?.upTo ?? null;
    return previous !== null && (upTo === null || upTo > previous);
  });
}

/** Settlement terms: what is absent is filled in as the contract says. */
const settlementTerms = z.strictObject({
  mode: z.enum(['per_transaction', 'daily_batch']),
  basis: z.enum(['gross', 'net']).default('gross'),
  fee: fee.prefault({}),
  cutoff: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'the cut-off is a time of day, HH:mm')
    .default('23:59'),
  workingDays: z.int().min(0).max(60).default(1),
  graceHours: z.int().min(0).max(720).default(0),
});

const day = z.string().refine(isLocalDate, 'a day is YYYY-MM-DD');
const word = z.string().trim().min(1).max(200);

const profileSchema = z.strictObject({
  kind: z.string().optional(),
  merchantCode: word.optional(),
  secrets: z.record(z.string(), z.unknown()),
  // kinds have options of their own, so others than these are kept as they are
  options: z
    .looseObject({
      narrativeNames: z.array(word).max(20).optional(),
      unitCode: word.optional(),
      terminals: z.record(z.string(), word).optional(),
      queryUrl: word
        .refine(isAskable, 'the query address is https, without a user or a fragment')
        .optional(),
      queryIp: z.union([z.ipv4(), z.ipv6()]).optional(),
      queryDays: z.int().min(1).max(30).optional(),
      queryOrderDays: z.int().min(0).max(30).optional(),
      confirmByQuery: z.boolean().optional(),
      answerHash: z.enum(['echo', 'computed']).optional(),
    })
    .refine(({ confirmByQuery, queryUrl }) => confirmByQuery !== true || queryUrl !== undefined, {
      path: ['confirmByQuery'],
      error: 'what is confirmed by query needs a queryUrl',
    })
    .default({}),
  settlement: settlementTerms.extend({ validFrom: day.nullish() }),
  tolerance: amount.default(0n),
});

/** Secrets of a profile by name; a list where several hold while a key is rotated. */
export type Secrets = Readonly<Record<string, string | readonly string[]>>;

export interface GatewayProfile {
  readonly kind: string;
  readonly merchantCode: string | null;
  readonly secrets: Secrets;
  readonly options: GatewayOptions;
  readonly validFrom: LocalDate | null;
  readonly terms: SettlementTerms;
  readonly tolerance: Money;
}

/**
 * Reads a profile document.
 * @param name the account's name, which is the kind where the profile names none
 * @throws Refused naming each wrong field by its JSON pointer
 */
export function readProfile(name: string, document: unknown): GatewayProfile {
  const parsed = profileSchema.safeParse(document);
  if (!parsed.success) throw refusal(parsed.error.issues);
  const { validFrom, ...terms } = parsed.data.settlement;
  const kindName = parsed.data.kind ?? name;
  const kind = Object.hasOwn(gatewayKinds, kindName) ? gatewayKinds[kindName] : undefined;
  if (!kind) {
    const known = Object.keys(gatewayKinds).join(', ');
    throw refuse('/kind', `"${kindName}" is no gateway kind; known are ${known}`);
  }
  const secrets = kind.secrets.safeParse(parsed.data.secrets);
  if (!secrets.success) throw refusal(secrets.error.issues, ['secrets']);
  return {
    kind: kindName,
    merchantCode: parsed.data.merchantCode ?? null,
    secrets: secrets.data,
    options: parsed.data.options,
    validFrom: validFrom ?? null,
    terms,
    tolerance: parsed.data.tolerance,
  };
}

/** Terms as they stand in the database: the contract's own shape. */
export function termsDocument(terms: SettlementTerms): string {
  return JSON.stringify(terms, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/** Terms of a stored document. */
export function termsFrom(document: unknown): SettlementTerms {
  return settlementTerms.parse(document);
}

function refuse(pointer: string, detail: string): Refused {
  return new Refused({
    code: 'invalid_input',
    detail: `profile ${pointer}: ${detail}`,
    errors: [{ pointer, detail }],
  });
}

function refusal(issues: readonly z.core.$ZodIssue[], under: readonly string[] = []): Refused {
  const errors: ProblemPlace[] = issues.map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const path = [...under, ...issue.path.map(String), ...keys];
    return {
      pointer: path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
      detail: issue.message,
    };
  });
  const detail = errors
    .map((error) => `profile ${error.pointer ?? ''}: ${error.detail}`)
    .join('; ');
  return new Refused({ code: 'invalid_input', detail, errors });
}
