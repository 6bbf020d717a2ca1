// Of what is the same for every creating route, the short run of the tests shows a part on each.
const isLong = process.env['DOISOAT_LONG'] === '1';

/** The same request so often at the same time. */
export const atOnce = isLong ? 8 : 4;

/** `test` for one route in four, for another one with the next number; for all when there is time. */
export function inTurn(place: number, number: number): typeof test | (() => void) {
  return isLong || place % 4 === number ? test : () => undefined;
}
