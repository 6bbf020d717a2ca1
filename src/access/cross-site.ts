// Requests that another site makes a browser send. A browser says where a request comes from;
// whoever changes something with a cookie must come from a page of ours.
import type { IncomingHttpHeaders } from 'node:http';
import { Refused } from '../problem.js';

export interface Sender {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

const readingMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Whether a request may not be obeyed because another site may have sent it. Only for requests that
 * a cookie speaks for, and for log-in forms: a bearer token and a signature no browser adds by itself.
 * @param baseUrl where browsers reach the service
 */
export function isCrossSite({ method, headers }: Sender, baseUrl: string): boolean {
  if (readingMethods.includes(method.toUpperCase())) return false;
  const site = headers['sec-fetch-site'];
  // a browser adds it on https and on loopback; a neighbour host (`same-site`) is not us
  if (site !== undefined) return site !== 'same-origin';
  const origin = headers.origin;
  if (origin === undefined || !URL.canParse(origin)) return true;
  const { host, origin: given } = new URL(origin);
  return given !== new URL(baseUrl).origin && host !== headers.host;
}

/** @throws Refused `cross_site` */
export function refuseCrossSite(sender: Sender, baseUrl: string): void {
  if (!isCrossSite(sender, baseUrl)) return;
  const detail = 'The request does not come from a page of this service.';
  throw new Refused({ code: 'cross_site', detail });
}
