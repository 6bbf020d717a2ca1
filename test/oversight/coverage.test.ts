import { daysOf, gapsOf, unitCoveredThrough } from '../../src/oversight/coverage.js';
import { anAccount, aUnit } from '../support/readings.js';

const may = { from: '2026-05-04', to: '2026-05-12' };

describe('coverage', () => {
  it('names the unproven days of a window as ranges', () => {
    const account = anAccount({
      covered: [
        { from: '2026-05-01', to: '2026-05-05' },
        { from: '2026-05-08', to: '2026-05-11' },
      ],
    });
    expect(gapsOf(account, may)).toEqual([
      { from: '2026-05-06', to: '2026-05-07' },
      { from: '2026-05-12', to: '2026-05-12' },
    ]);
  });

  it('asks for no statement of days on which the account was not the unit’s', () => {
    const account = anAccount({ validFrom: '2026-05-06', validTo: '2026-05-08', covered: [] });
    expect(gapsOf(account, may)).toEqual([{ from: '2026-05-06', to: '2026-05-07' }]);
    expect(daysOf(account, may).filter(({ state }) => state === 'outside')).toHaveLength(7);
  });

  it('of a unit reaches as far as that of its least covered present account', () => {
    const accounts = [
      anAccount({ coveredThrough: '2026-05-15' }),
      anAccount({ account: '2', coveredThrough: '2026-05-11' }),
      anAccount({ account: '3', coveredThrough: '2026-04-30', validTo: '2026-05-01' }),
    ];
    expect(unitCoveredThrough(aUnit({ accounts }), '2026-05-12')).toBe('2026-05-11');
    const unproven = [anAccount({ account: '4', coveredThrough: null }), ...accounts];
    expect(unitCoveredThrough(aUnit({ accounts: unproven }), '2026-05-12')).toBeNull();
    expect(unitCoveredThrough(aUnit({ accounts: [] }), '2026-05-12')).toBeNull();
  });
});
