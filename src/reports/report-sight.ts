// What of a report somebody may see: the reading cut, the register of the units in their scope.
import { sees, sightOf, type Principal } from '../access/principal.js';
import { readingInSight } from '../oversight/in-sight.js';
import type { ReportQuery } from './read-report.js';

export function reportSight(principal: Principal): NonNullable<ReportQuery['sight']> {
  const register = sightOf(principal, 'campaign.read');
  return {
    cut: (reading) => readingInSight(reading, principal),
    accountsOf: (unitCode) => sees(register, unitCode),
  };
}
