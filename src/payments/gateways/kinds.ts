// The gateway kinds of contract section 3 and their further cousins, with the names of their
// secrets (gateways reference, section 2). A kind is known here before its callbacks are served:
// payments that a portal exports need its settlement terms too.
import { z } from 'zod';

export interface GatewayKind {
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

function named(...names: string[]): GatewayKind['secrets'] {
  return z.strictObject(Object.fromEntries(names.map((name) => [name, secret])));
}

function anyOf(...names: string[]): GatewayKind['secrets'] {
  return z
    .strictObject(Object.fromEntries(names.map((name) => [name, secret.optional()])))
    .refine((given) => Object.keys(given).length > 0, `one of ${names.join(', ')} is needed`)
    .transform((given) => given as Record<string, string>);
}

export const gatewayKinds: Readonly<Record<string, GatewayKind>> = {
  vnpay: { secrets: named('hashSecret') },
  paygov: { secrets: named('secretKey') },
  momo: { secrets: named('accessKey', 'secretKey') },
  zalopay: { secrets: named('key1', 'key2') },
  payos: {
    secrets: z
      .strictObject({
        checksumKey: secret,
        clientId: secret.optional(),
        apiKey: secret.optional(),
      })
      .transform((given) => given as Record<string, string>),
  },
  sepay: { secrets: anyOf('apiKey', 'webhookSecret') },
  casso: { secrets: anyOf('secureToken', 'checksumKey') },
  generic: {
    secrets: z.strictObject({ signingSecrets: z.array(signingSecret).min(1).max(10) }),
  },
  'keypay-dvcqg': { secrets: named('hashKey1', 'hashKey2') },
  vnptpay: { secrets: named('secretKey') },
  viettel: { secrets: named('accessCode', 'hashKey') },
  'vnpay-qr': { secrets: named('secretKey') },
  onepay: { secrets: named('hashKeyHex') },
  vietqr: {
    secrets: z
      .strictObject({ username: secret, password: secret, issuedBearer: secret.optional() })
      .transform((given) => given as Record<string, string>),
  },
};
