// Headers of every answer, whoever writes it: a page, the API, an answer on the way down, or the
// HTTP parser that never got as far as a route.

const contentSecurityPolicy = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** Against framing, sniffing and leaking; everything a page loads is our own. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // not `no-referrer`: a browser would then say `Origin: null` for our own forms
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** What shows money as it stands now is kept by nobody on the way. */
export const uncached: Readonly<Record<string, string>> = { 'Cache-Control': 'no-store' };

/** Where browsers reach the service by https, they are told to use nothing else from then on. */
export function transportHeaders(baseUrl: string): Readonly<Record<string, string>> {
  if (!baseUrl.startsWith('https://')) return {};
  return { 'Strict-Transport-Security': 'max-age=63072000' };
}
