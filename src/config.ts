// Environment -> typed config. Read once at the edge; everything else is handed a Config.
// The names and defaults are those of section 2 of the contract (README lists them).

import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Refused } from './problem.js';
import { weaknessOf } from './weak-key.js';

export interface Config {
  /** Of the service role, which may not change evidence. */
  readonly databaseUrl: string;
  /** Of the owner of the tables; only `migrate` uses it. */
  readonly migrateDatabaseUrl: string;
  /** 32 bytes for AES-256, derived from SECRET_KEY. */
  readonly secretKey: Buffer;
  /** Absolute path; outbox and embedded database live below it. */
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  /** Two digits; also the default scope of what is read. */
  readonly province: string;
  /** Schema of the province, `p75`. */
  readonly schema: string;
  /** Where browsers and gateways reach the service; no slash at the end. */
  readonly baseUrl: string;
  /**
   * Addresses and networks of the proxies that end https: only they are believed about a client's
   * address, and only where BASE_URL is https.
   */
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
  readonly smtpUrl: string | null;
  /** Sender address of mails. */
  readonly smtpFrom: string;
  /** Where SMS go; null: none are sent. */
  readonly smsUrl: string | null;
  /** Hours between the approval of an account and its first day. */
  readonly accountCoolingOffHours: number;
  /** Working days without an answer after which the office above a flagged unit is told. */
  readonly escalationWorkingDays: number;
  /** Of the city or the ministry, where the tree of units names no such office. */
  readonly escalationEmails: readonly string[];
  /** Networks that are not public and that webhooks may go to all the same. */
  readonly webhookNetworks: readonly string[];
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const postgresUrl = z
  .string('is required')
  .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), {
    error: 'must be a URL such as postgres://role:password@host:5432/database',
  });

const url = (schemes: string) =>
  z.string().refine((text) => new RegExp(`^(${schemes})://`).test(text) && URL.canParse(text), {
    error: `must be a URL that starts with ${schemes.split('|').join(':// or ')}://`,
  });

const environment = z.object({
  DATABASE_URL: postgresUrl,
  MIGRATE_DATABASE_URL: postgresUrl,
  SECRET_KEY: z
    .string('is required')
    .min(16, 'must have at least 16 characters')
    .superRefine((key, refuse) => {
      const weakness = weaknessOf(key);
      if (weakness) refuse.addIssue(`${weakness}: make one with \`openssl rand -base64 32\``);
    }),
  DATA_DIR: z.string().default('.data'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((port) => port <= 65535, 'must be a port number')
    .default(8080),
  HOST: z.string().default('127.0.0.1'),
  PROVINCE: z
    .string()
    .regex(/^\d{2}$/, 'must be a two-digit province code')
    .default('75'),
  BASE_URL: url('http|https').optional(),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(isNetwork), 'must be addresses or networks: 10.0.0.0/8,::1')
    .default(['127.0.0.0/8', '::1']),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  SMTP_URL: url('smtp|smtps').optional(),
  SMTP_FROM: z.email('must be a mail address').optional(),
  // its password goes over the wire with each message
  SMS_URL: url('http|https')
    .refine((text) => text.startsWith('https:') || isLoopback(hostOf(text)), {
      error: 'must be https beyond this machine',
    })
    .optional(),
  // long enough for a mail to be read by whoever can stop the change
  ACCOUNT_COOLING_OFF_HOURS: z
    .string()
    .regex(/^\d{1,3}$/, 'must be whole hours')
    .transform(Number)
    .refine((hours) => hours >= 4 && hours <= 720, 'must be 4 to 720 hours')
    .default(24),
  ESCALATION_WORKING_DAYS: z
    .string()
    .regex(/^\d{1,2}$/, 'must be whole working days')
    .transform(Number)
    .refine((days) => days >= 1 && days <= 60, 'must be 1 to 60 working days')
    .default(5),
  ESCALATION_EMAIL: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every((part) => z.email().safeParse(part).success), {
      error: 'must be mail addresses, several parted by commas',
    })
    .default([]),
  WEBHOOK_NETWORKS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(isNetwork), 'must be addresses or networks: 10.20.0.0/16')
    .default([]),
});

/** Name and value of one environment variable; the empty text counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration.
 * @throws Refused `misconfigured`, one line that names the first wrong or missing variable
 */
export function readConfig(env: Environment): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw misconfigured(issue?.path.join('.') ?? 'environment', issue?.message ?? 'is wrong');
  }
  const values = parsed.data;
  refuseOffLoopback(values.HOST, values.BASE_URL);
  refuseOneRoleForAll(values.DATABASE_URL, values.MIGRATE_DATABASE_URL);
  return {
    databaseUrl: values.DATABASE_URL,
    migrateDatabaseUrl: values.MIGRATE_DATABASE_URL,
    secretKey: createHash('sha256').update(values.SECRET_KEY).digest(),
    dataDir: resolve(values.DATA_DIR),
    port: values.PORT,
    host: values.HOST,
    province: values.PROVINCE,
    schema: schemaOf(values.PROVINCE),
    baseUrl: (values.BASE_URL ?? defaultBaseUrl(values.HOST, values.PORT)).replace(/\/+$/, ''),
    trustedProxies: values.TRUSTED_PROXIES,
    logLevel: values.LOG_LEVEL,
    smtpUrl: values.SMTP_URL ?? null,
    smtpFrom: values.SMTP_FROM ?? 'doi-soat@localhost',
    smsUrl: values.SMS_URL ?? null,
    accountCoolingOffHours: values.ACCOUNT_COOLING_OFF_HOURS,
    escalationWorkingDays: values.ESCALATION_WORKING_DAYS,
    escalationEmails: values.ESCALATION_EMAIL,
    webhookNetworks: values.WEBHOOK_NETWORKS,
  };
}

/** The database schema of a province. */
export function schemaOf(province: string): string {
  return `p${province}`;
}

/** A refusal that names the variable at fault and never its value. */
export function misconfigured(name: string, because: string): Refused {
  return new Refused({ code: 'misconfigured', detail: `${name} ${because}` });
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function defaultBaseUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

function hostOf(text: string): string {
  return URL.canParse(text) ? new URL(text).hostname.replace(/^\[|\]$/g, '') : '';
}

/** `10.1.2.3`, `10.0.0.0/8`, `::1`; not all there are, which would believe everybody. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= (version === 4 ? 32 : 128);
}

// Passwords and payers' names go over the wire: beyond this machine only behind https. That there is
// an officer to log in is checked when the service starts.
function refuseOffLoopback(host: string, baseUrl: string | undefined): void {
  if (isLoopback(host) || baseUrl?.startsWith('https://') === true) return;
  throw misconfigured(
    'HOST',
    'must be a loopback address unless BASE_URL is https, by a proxy that encrypts',
  );
}

function refuseOneRoleForAll(service: string, owner: string): void {
  if (new URL(service).username !== new URL(owner).username) return;
  throw misconfigured(
    'DATABASE_URL',
    'must name the service role, which is another role than the owner in MIGRATE_DATABASE_URL',
  );
}
