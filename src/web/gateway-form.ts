// A gateway's profile as a form holds it: from the account that stands, and back to the document
// that the verb reads. What the form does not ask stays as it is.
import { formatDay } from '../calendar.js';
import type { GatewayAccount, GatewayTerms } from '../payments/gateway-account.js';
import { moneyText, type Money } from '../money.js';
import type { FeeTier } from '../payments/fee.js';
import { termsDocument, type Secrets } from '../payments/profile.js';
import { gatewayKinds } from '../payments/gateways/kinds.js';
import { dayTyped } from './account-form.js';

type Form = ReadonlyMap<string, string>;

/** The form of an account as it stands; of a new one with what is usual. */
export function gatewayToType(account: GatewayAccount | undefined): ReadonlyMap<string, string> {
  const terms = account?.terms.at(-1);
  return new Map(
    Object.entries({
      'ma-don-vi': account?.merchantCode ?? '',
      'ten-goi': account?.options.narrativeNames?.join('; ') ?? '',
      'dia-chi-hoi': account?.options.queryUrl ?? '',
      'sai-so': account ? moneyText(account.tolerance) : '0',
      cach: terms?.mode ?? 'per_transaction',
      'co-so': terms?.basis ?? 'gross',
      'gio-chot': terms?.cutoff ?? '23:59',
      'so-ngay': String(terms?.workingDays ?? 1),
      'so-gio': String(terms?.graceHours ?? 0),
      'phi-phan-tram': terms?.fee.percent ?? '0',
      'phi-co-dinh': terms ? moneyText(terms.fee.fixed) : '0',
      'phi-it-nhat': terms ? moneyText(terms.fee.min) : '0',
      'phi-nhieu-nhat': terms ? moneyText(terms.fee.max) : '0',
      'phi-vat': terms?.fee.vatPercent ?? '0',
      'phi-theo': terms?.fee.per ?? 'payment',
      'phi-bac': (terms?.fee.tiers ?? []).map(tierText).join('\n'),
      'tu-ngay': '',
    }),
  );
}

/** Secrets as they were typed, under their names; what was left empty is not among them. */
export function secretsTyped(kind: string, form: Form): Record<string, string | string[]> {
  const names = Object.hasOwn(gatewayKinds, kind) ? (gatewayKinds[kind]?.names ?? []) : [];
  const typed = names.map((name) => [name, (form.get(`khoa-${name}`) ?? '').trim()] as const);
  return Object.fromEntries(
    typed
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [name, name === 'signingSecrets' ? text.split(/[\s,;]+/) : text]),
  );
}

export interface ProfileParts {
  readonly kind: string;
  readonly account: GatewayAccount | undefined;
  readonly secrets: Secrets | Record<string, string | string[]>;
}

/** The document of an account with other secrets and nothing else changed. */
export function documentWith({ kind, account, secrets }: ProfileParts): Record<string, unknown> {
  const terms = account?.terms.at(-1);
  return {
    kind,
    ...(account?.merchantCode ? { merchantCode: account.merchantCode } : {}),
    secrets,
    options: account?.options ?? {},
    // without a day: the terms that hold, once more
    ...(terms ? { settlement: { ...agreedOf(terms), validFrom: null } } : {}),
    tolerance: moneyText(account?.tolerance ?? 0n),
  };
}

function agreedOf(terms: GatewayTerms): object {
  return JSON.parse(termsDocument(terms)) as object;
}

/** The document that a form says; undefined where its day cannot be read. */
export function documentTyped(
  form: Form,
  parts: ProfileParts,
): Record<string, unknown> | undefined {
  const text = (name: string): string => (form.get(name) ?? '').normalize('NFC').trim();
  const count = (name: string): unknown =>
    /^\d{1,4}$/.test(text(name)) ? Number(text(name)) : text(name);
  const day = text('tu-ngay');
  const validFrom = day === '' ? null : dayTyped(day);
  if (validFrom === undefined) return undefined;
  const tiers = tiersTyped(form.get('phi-bac') ?? '');
  const names = text('ten-goi')
    .split(';')
    .map((one) => one.trim());
  const given = names.filter((one) => one !== '');
  return {
    kind: parts.kind,
    ...(text('ma-don-vi') === '' ? {} : { merchantCode: text('ma-don-vi') }),
    secrets: parts.secrets,
    options: {
      ...parts.account?.options,
      narrativeNames: given.length === 0 ? undefined : given,
      queryUrl: text('dia-chi-hoi') === '' ? undefined : text('dia-chi-hoi'),
    },
    settlement: {
      validFrom,
      mode: text('cach'),
      basis: text('co-so'),
      cutoff: text('gio-chot'),
      workingDays: count('so-ngay'),
      graceHours: count('so-gio'),
      fee: {
        percent: text('phi-phan-tram').replace(',', '.'),
        fixed: text('phi-co-dinh'),
        min: text('phi-it-nhat'),
        max: text('phi-nhieu-nhat'),
        vatPercent: text('phi-vat').replace(',', '.'),
        per: text('phi-theo'),
        tiers,
      },
    },
    tolerance: text('sai-so'),
  };
}

/** A step of the fee as a line: `500.000: 1,1% + 1.000`; the last may begin with `trên`. */
export function tierText({ upTo, percent, fixed }: FeeTier): string {
  const until = upTo === null ? 'trên' : digitsText(upTo);
  return `${until}: ${percent.replace('.', ',')}% + ${digitsText(fixed)}`;
}

const digitsText = (amount: Money): string => moneyText(amount).replace(/\B(?=(\d{3})+$)/g, '.');

/** Steps as they were typed; a line that cannot be read goes on as it is, and the verb names it. */
function tiersTyped(text: string): unknown[] {
  const lines = text
    .normalize('NFC')
    .split(/\r?\n/)
    .map((line) => line.trim());
  return lines.filter((line) => line !== '').map(tierTyped);
}

function tierTyped(line: string): unknown {
  const parts = /^(trên|[\d.]+)\s*:\s*([\d,]+)\s*%(?:\s*\+\s*([\d.]+))?$/i.exec(line);
  if (!parts) return line;
  const [, until = '', percent = '', fixed = '0'] = parts;
  const upTo = /^trên$/i.test(until) ? null : until.replaceAll('.', '');
  return { upTo, percent: percent.replace(',', '.'), fixed: fixed.replaceAll('.', '') };
}

/** Terms by the day from which they hold. */
export function sinceText(validFrom: string | null): string {
  return validFrom === null ? 'từ đầu' : `từ ${formatDay(validFrom)}`;
}
