// One-time codes of an authenticator app (RFC 6238): SHA-1, six digits, thirty seconds, which is
// what every app understands.
import { HOTP, Secret, TOTP } from 'otpauth';

export const stepSeconds = 30;
/** Steps that a phone's clock may be off, either way. */
const driftStepsMax = 1;
const secretBytes = 20;

/** A new secret of 160 bits, as RFC 4226 asks for. */
export function newTotpSecret(): Buffer {
  return Buffer.from(new Secret({ size: secretBytes }).bytes);
}

/**
 * The time step whose code this is.
 * @returns null when the code is of no step near the instant
 */
export function stepOfCode(secret: Buffer, code: string, at: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const now = Math.floor(at.getTime() / 1_000 / stepSeconds);
  const counted = { token: code, secret: secretOf(secret), algorithm: 'SHA1', digits: 6 };
  const off = HOTP.validate({ ...counted, counter: now, window: driftStepsMax });
  return off === null ? null : now + off;
}

/** What an app scans: whose codes they are, and the secret. */
export function provisioningUri(secret: Buffer, account: string): string {
  const issuer = 'Đối soát';
  return new TOTP({
    issuer,
    label: account,
    secret: secretOf(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: stepSeconds,
  }).toString();
}

/** The secret to be typed by hand, in groups of four. */
export function typedSecret(secret: Buffer): string {
  return secretOf(secret).base32.replace(/(.{4})(?=.)/g, '$1 ');
}

function secretOf(bytes: Buffer): Secret {
  // the library keeps the whole ArrayBuffer, and a small Buffer is a slice of a pool
  return new Secret({ buffer: new Uint8Array(bytes).buffer });
}
