// Whose payment it is: gateways reference 1.11, in its order.
import { unitIndex, resolveUnit } from '../../src/payments/payment-unit.js';

const units = unitIndex([
  { code: '90001', agencyCode: 'H19.113' },
  { code: '90002', agencyCode: 'H19.11' },
  { code: '90003', agencyCode: null },
  { code: '90004', agencyCode: 'H19' },
  { code: '90005', agencyCode: 'H19.77' },
  { code: '90006', agencyCode: 'H19.77' },
]);

const nothing = {
  order: null,
  signedUnitCode: null,
  dossierCode: null,
  merchantRef: null,
  orderInfo: null,
};

function unitOf(payment: Partial<typeof nothing> | Record<string, unknown>, options = {}) {
  return resolveUnit({ ...nothing, ...payment }, { options }, units);
}

test('the order announced before says whose payment it is, whatever else is said', () => {
  const order = { unitCode: '90003' };
  expect(unitOf({ order, signedUnitCode: '90001', merchantRef: 'H19.113-260504-0001' })).toBe(
    '90003',
  );
});

test('without an order the unit signed in the message counts, if there is such a unit', () => {
  expect(unitOf({ signedUnitCode: '90003', merchantRef: 'H19.113-260504-0001' })).toBe('90003');
  expect(unitOf({ signedUnitCode: '99999', merchantRef: 'H19.113-260504-0001' })).toBe('90001');
});

test.each([
  ['as printed', 'H19.113-260504-0001', '90001'],
  ['of the shorter agency', 'H19.11-260504-0001', '90002'],
  ['stripped of its punctuation', 'dvcH1911326050400012026050409001', '90001'],
  ['in a sentence', 'Le phi ho so H19.113-260504-0001 cua cong dan', '90001'],
  ['in small letters', 'le phi h19.113-260504-0001', '90001'],
  ['of an office below the unit', 'H19.113.5-260504-1500123', '90001'],
  ['of the province itself', 'H19-260504-0001', '90004'],
  ['whose unit is not registered', 'H19.99-260504-0001', null],
  ['that two units claim', 'H19.77-260504-0001', null],
  ['with a day that does not exist', 'H19.113-260231-0001', null],
])('a dossier code %s names its unit', (_form, text, unit) => {
  expect(unitOf({ merchantRef: text })).toBe(unit);
  expect(unitOf({ orderInfo: text })).toBe(unit);
});

test('a merchant account that belongs to one unit is the last resort', () => {
  expect(unitOf({ merchantRef: 'R1' }, { unitCode: '90003' })).toBe('90003');
  expect(unitOf({ merchantRef: 'H19.113-260504-0001' }, { unitCode: '90003' })).toBe('90001');
  expect(unitOf({ merchantRef: 'R1' }, { unitCode: '99999' })).toBeNull();
  expect(unitOf({ merchantRef: 'R1' })).toBeNull();
});
