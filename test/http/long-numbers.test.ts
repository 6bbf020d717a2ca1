import { maskLongNumbers } from '../../src/long-numbers.js';

test.each([
  ['TK 0123456789 của đơn vị', 'TK …6789 của đơn vị'],
  ['12345678', '12345678'],
  ['AB123456789', 'AB…6789'],
])('%s is told as %s', (text, told) => {
  expect(maskLongNumbers(text)).toBe(told);
});

test("a request's number is told whole, whatever digits it happens to have", () => {
  const text = 'Its number: 494b65c4-ee8c-43dc-9b6c-8451929066d9';
  expect(maskLongNumbers(text)).toBe(text);
});
