// A unit by its name, which leads to its page, and its code.
import type { UnitReading } from '../../reconciliation/reading.js';
import { unitTitle } from '../../reconciliation/words.js';

export interface UnitRowProps {
  readonly unit: UnitReading;
  readonly href: string;
}

export function UnitLink({ unit, href }: UnitRowProps) {
  return (
    <>
      <a href={href}>{unitTitle(unit)}</a> <span class="code">{unit.unitCode}</span>
    </>
  );
}
