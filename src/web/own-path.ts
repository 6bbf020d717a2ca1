// Where a browser is sent after logging in: an address that it brought along, but only one of ours.
import { hasLongNumber } from '../long-numbers.js';

const charsMax = 500;
/** Nobody comes back to these. */
const notBackTo = /^\/(dang-nhap|dang-xuat|xac-thuc|thiet-lap)(\/|$|\?)/;

/** The path with its query if it is one of this service; else the first page. */
export function ownPath(given: string | undefined): string {
  if (given === undefined || given.length > charsMax) return '/';
  // `//host`, `/\host` and control characters within are read by browsers as another host
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(given)) return '/';
  const here = 'http://here.invalid';
  const url = URL.canParse(given, here) ? new URL(given, here) : undefined;
  if (url?.origin !== here || notBackTo.test(url.pathname)) return '/';
  // what could be the number of an account or of a person is not carried from address to address
  if (hasLongNumber(given)) return '/';
  return `${url.pathname}${url.search}`;
}
