// Gateway accounts, their encrypted secrets and their dated terms as `gateway set` writes them,
// and as callbacks verify against them.
import type { AuditValue } from '../audit/canonical.js';
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import { Refused } from '../problem.js';
import type { GatewayOptions } from './gateway-account.js';
import { type GatewayProfile, type Secrets, termsDocument, termsFrom } from './profile.js';
import { openSecrets } from './secret-box.js';

/** A merchant account with the secrets that are or will be in force, as callbacks need it. */
export interface MerchantAccount {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly merchantCode: string | null;
  readonly options: GatewayOptions;
  readonly secrets: readonly {
    readonly secrets: Secrets;
    readonly validFrom: Date;
    readonly validTo: Date | null;
  }[];
}

/** An account held until commit, as it was. */
export interface LockedAccount {
  readonly id: string;
  readonly kind: string;
  /** Null when it was made just now. */
  readonly before: GatewaySettings | null;
}

/** What of an account may change, apart from its secrets and terms. */
export interface GatewaySettings {
  readonly merchantCode: string | null;
  readonly options: AuditValue;
  readonly tolerance: string;
}

/**
 * Finds the account of a name, made new where there is none, and holds it until commit.
 * @throws Refused `conflict` when the merchant code is another account's of the kind
 */
export async function lockGatewayAccount(
  trx: Db,
  name: string,
  profile: GatewayProfile,
): Promise<LockedAccount> {
  const { kind, merchantCode } = profile;
  const made = await trx('gateway_account')
    .insert({
      name,
      kind,
      merchant_code: merchantCode,
      options: JSON.stringify(profile.options),
      tolerance: moneyText(profile.tolerance),
    })
    .onConflict('name')
    .ignore()
    .returning<{ id: string }[]>('id');
  const account = await trx('gateway_account')
    .where({ name })
    .forUpdate()
    .first<({ id: string; kind: string } & GatewaySettings) | undefined>({
      id: 'gateway_account.id',
      kind: 'gateway_account.kind',
      merchantCode: 'gateway_account.merchant_code',
      options: 'gateway_account.options',
      tolerance: 'gateway_account.tolerance',
    });
  if (!account) throw new Error('the gateway account was there a moment ago');
  if (merchantCode !== null) {
    const other = await trx<{ name: string; kind: string; merchant_code: string | null }>(
      'gateway_account',
    )
      .select('name')
      .where({ kind, merchant_code: merchantCode })
      .whereNot({ name })
      .first();
    if (other) {
      const detail = `merchant code ${merchantCode} of ${kind} is gateway ${other.name} already`;
      const errors = [{ pointer: '/merchantCode', detail }];
      throw new Refused({ code: 'conflict', detail, errors });
    }
  }
  const { id, kind: knownKind, ...before } = account;
  return { id, kind: knownKind, before: made.length > 0 ? null : before };
}

/** Writes what of an account may change; says whether anything did. */
export async function updateGatewayAccount(
  trx: Db,
  id: string,
  profile: GatewayProfile,
): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `update gateway_account
        set merchant_code = given.merchant_code, options = given.options,
            tolerance = given.tolerance
       from (select ?::text as merchant_code, ?::jsonb as options, ?::bigint as tolerance) as given
      where gateway_account.id = ?
        and (gateway_account.merchant_code, gateway_account.options, gateway_account.tolerance)
            is distinct from (given.merchant_code, given.options, given.tolerance)`,
    [profile.merchantCode, JSON.stringify(profile.options), moneyText(profile.tolerance), id],
  );
  return rowCount > 0;
}

/** The newest set of secrets of an account. */
export async function selectLiveSecrets(
  trx: Db,
  id: string,
): Promise<{ ciphertext: Buffer } | undefined> {
  return trx<{ gateway_account_id: string; ciphertext: Buffer; valid_to: Date | null }>(
    'gateway_secret',
  )
    .select('ciphertext')
    .where({ gateway_account_id: id })
    .whereNull('valid_to')
    .first();
}

/** Adds a set of secrets; the one in force until now ends at `oldUntil`. */
export async function insertSecrets(
  trx: Db,
  input: { id: string; ciphertext: Buffer; now: Date; oldUntil: Date },
): Promise<void> {
  await trx('gateway_secret')
    .where({ gateway_account_id: input.id })
    .whereNull('valid_to')
    .update({ valid_to: input.oldUntil });
  await trx('gateway_secret').insert({
    gateway_account_id: input.id,
    ciphertext: input.ciphertext,
    valid_from: input.now,
  });
}

/** Terms of an account in one spelling, so that equal ones are equal texts. */
export async function selectTerms(
  trx: Db,
  id: string,
): Promise<{ validFrom: LocalDate | null; document: string }[]> {
  const rows = await trx<{
    gateway_account_id: string;
    valid_from: LocalDate | null;
    terms: unknown;
  }>('gateway_terms')
    .select('valid_from', 'terms')
    .where({ gateway_account_id: id });
  return rows.map((row) => ({
    validFrom: row.valid_from,
    document: termsDocument(termsFrom(row.terms)),
  }));
}

export async function insertTerms(
  trx: Db,
  input: { id: string; validFrom: LocalDate | null; document: string },
): Promise<void> {
  await trx('gateway_terms').insert({
    gateway_account_id: input.id,
    valid_from: input.validFrom,
    terms: input.document,
  });
}

/** Those of the given unit codes that no unit has. */
export async function unknownUnits(db: Db, codes: readonly string[]): Promise<Set<string>> {
  if (codes.length === 0) return new Set();
  const known = await db<{ code: string }>('public.unit')
    .whereIn('code', [...codes])
    .pluck('code');
  return new Set(codes.filter((code) => !known.includes(code)));
}

interface MerchantRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly merchant_code: string | null;
  readonly options: GatewayOptions;
  readonly ciphertext: Buffer;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
}

/**
 * Every account with the secrets that have not ended at `now`.
 * @throws Refused `misconfigured` when SECRET_KEY is not the one they were encrypted with
 */
export async function loadMerchants(
  db: Db,
  input: { readonly now: Date; readonly secretKey: Buffer },
): Promise<MerchantAccount[]> {
  const { rows } = await db.raw<{ rows: MerchantRow[] }>(
    `select gateway_account.id, gateway_account.name, gateway_account.kind,
            gateway_account.merchant_code, gateway_account.options, gateway_secret.ciphertext,
            gateway_secret.valid_from, gateway_secret.valid_to
       from gateway_account
       join gateway_secret on gateway_secret.gateway_account_id = gateway_account.id
      where gateway_secret.valid_to is null or gateway_secret.valid_to > ?
      order by gateway_account.name, gateway_secret.id desc`,
    [input.now],
  );
  const accounts = new Map<string, MerchantAccount>();
  for (const row of rows) {
    const secrets = openSecrets(input.secretKey, row.name, row.ciphertext);
    const known = accounts.get(row.name);
    accounts.set(row.name, {
      id: row.id,
      name: row.name,
      kind: row.kind,
      merchantCode: row.merchant_code,
      options: row.options,
      secrets: [
        ...(known?.secrets ?? []),
        { secrets, validFrom: row.valid_from, validTo: row.valid_to },
      ],
    });
  }
  return [...accounts.values()];
}

/** Since when the newest secrets of each account hold, by the account's id. */
export async function secretsSince(db: Db): Promise<ReadonlyMap<string, Date>> {
  const rows = await db('gateway_secret')
    .whereNull('gateway_secret.valid_to')
    .select<{ gateway_account_id: string; valid_from: Date }[]>(
      'gateway_secret.gateway_account_id',
      'gateway_secret.valid_from',
    );
  return new Map(rows.map((row) => [row.gateway_account_id, row.valid_from]));
}
