// What a report is built from, with defaults and overrides.
import { Calendar, instantOf } from '../../src/calendar.js';
import { parsePeriod } from '../../src/reports/period.js';
import type { ReportFacts } from '../../src/reports/report-facts.js';
import { aProvince } from './readings.js';

/** May 2026 in Đồng Nai, read on the 20th at noon. */
export function reportFacts(overrides: Partial<ReportFacts> = {}): ReportFacts {
  const period = parsePeriod('2026-05');
  if (!period) throw new Error('a month');
  const reading = overrides.reading ?? aProvince();
  return {
    period,
    asOf: instantOf('2026-05-20', '12:00'),
    province: { code: '75', name: 'Đồng Nai', fullName: 'Thành phố Đồng Nai' },
    unit: null,
    reading,
    opening: aProvince({ asOf: instantOf('2026-05-01'), payments: [] }),
    closing: reading,
    kept: new Map(),
    campaign: [],
    deadlines: [],
    stranded: new Map(),
    formerProvinces: new Map([['25432', 'Bình Phước']]),
    chainHead: null,
    signed: new Map(),
    calendar: new Calendar([]),
    ...overrides,
  };
}
