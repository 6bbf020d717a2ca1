// The gateway kinds of contract section 3 and their further cousins, with the names of their
// secrets (gateways reference, section 2). A kind is known here before its callbacks are served:
// payments that a portal exports need its settlement terms too.
import { z } from 'zod';

export interface GatewayKind {
  /** Names of what the secrets may hold, for forms that ask for them. */
  readonly names: readonly string[];
  readonly secrets: z.ZodType<Record<string, string | string[]>>;
}

const secret = z.string().min(1, 'a secret is not empty').max(500);

const signingSecret = z.string().refine(
  (text) => {
    const key = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
    const length = Buffer.from(key ?? '', 'base64').length;
    return length >= 24 && length <= 64;
  },
  { error: 'a signing secret is whsec_ and the base64 of 24 to 64 bytes' },
);

function named(...names: string[]): GatewayKind {
  return {
    names,
    secrets: z.strictObject(Object.fromEntries(names.map((name) => [name, secret]))),
  };
}

function anyOf(...names: string[]): GatewayKind {
  const secrets = z
    .strictObject(Object.fromEntries(names.map((name) => [name, secret.optional()])))
    .refine((given) => Object.keys(given).length > 0, `one of ${names.join(', ')} is needed`)
    .transform((given) => given as Record<string, string>);
  return { names, secrets };
}

export const gatewayKinds: Readonly<Record<string, GatewayKind>> = {
  vnpay: named('hashSecret'),
  paygov: named('secretKey'),
  momo: named('accessKey', 'secretKey'),
  zalopay: named('key1', 'key2'),
  payos: {
    names: ['checksumKey', 'clientId', 'apiKey'],
    secrets: z
      .strictObject({
        checksumKey: secret,
        clientId: secret.optional(),
        apiKey: secret.optional(),
      })
      .transform((given) => given as Record<string, string>),
  },
  sepay: anyOf('apiKey', 'webhookSecret'),
  casso: anyOf('secureToken', 'checksumKey'),
  generic: {
    names: ['signingSecrets'],
    secrets: z.strictObject({ signingSecrets: z.array(signingSecret).min(1).max(10) }),
  },
  'keypay-dvcqg': named('hashKey1', 'hashKey2'),
  vnptpay: named('secretKey'),
  viettel: named('accessCode', 'hashKey'),
  'vnpay-qr': named('secretKey'),
  onepay: named('hashKeyHex'),
  vietqr: {
    names: ['username', 'password', 'issuedBearer'],
    secrets: z
      .strictObject({ username: secret, password: secret, issuedBearer: secret.optional() })
      .transform((given) => given as Record<string, string>),
  },
};
