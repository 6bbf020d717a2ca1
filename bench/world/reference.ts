// What the generator reads of the country: the official units of Đồng Nai and the holidays.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Calendar } from '../../src/calendar.js';
import type { Holiday } from '../../src/calendar.js';

export interface OfficialUnit {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly fullName: string;
}

const dongNai = '75';

/** The 95 communes and wards of Đồng Nai, by code. */
export function readOfficialUnits(): readonly OfficialUnit[] {
  return rowsOf('units-vn.csv')
    .filter((cells) => cells[3] === dongNai)
    .map(([code = '', name = '', type = '', , fullName = '']) => ({ code, name, type, fullName }))
    .sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** The calendar of the holiday table that the project ships. */
export function readCalendar(): Calendar {
  const holidays = rowsOf('holidays.csv').map(([day = '', , , kind]) => ({
    day,
    kind: kind as Holiday['kind'],
  }));
  return new Calendar(holidays);
}

// The columns read here stand before any quoted one, so a plain split is enough.
function rowsOf(name: string): readonly (readonly string[])[] {
  // From the sources, or from `dist/bench/world`: the build copies no data.
  const found = ['../../src/reference/', '../../../src/reference/']
    .map((folder) => fileURLToPath(new URL(`${folder}${name}`, import.meta.url)))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`src/reference/${name} was not found`);
  const [, ...lines] = readFileSync(found, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split(','));
}
