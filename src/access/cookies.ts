// Cookies of ours: which session, which known browser. With https their names begin with `__Host-`,
// so that no other host and no plain connection can set them.
import type { Config } from '../config.js';

type CookieConfig = Pick<Config, 'baseUrl'>;

/** Names of the session's and of the known browser's cookie. */
export function cookieNames({ baseUrl }: CookieConfig): {
  readonly session: string;
  readonly devices: string;
} {
  const prefix = baseUrl.startsWith('https:') ? '__Host-' : '';
  return { session: `${prefix}doisoat`, devices: `${prefix}doisoat-may` };
}

/** The value of a cookie that came with a request; the first, should there be several. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/**
 * A `Set-Cookie` header: to our host only, not to scripts, not along from other sites' forms.
 * @param maxAgeSeconds absent: until the browser is closed; 0: away with it
 */
export function setCookie(
  config: CookieConfig,
  name: string,
  value: string,
  maxAgeSeconds?: number,
): string {
  return [
    `${name}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(config.baseUrl.startsWith('https:') ? ['Secure'] : []),
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${String(maxAgeSeconds)}`]),
  ].join('; ');
}
