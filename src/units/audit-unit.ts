// What the audit trail keeps of a changed unit. Its focal points are people: they stand apart.
import type { AuditValue } from '../audit/canonical.js';
import { differences } from '../audit/differences.js';
import type { AuditEntry } from '../audit/record-audit.js';
import type { Unit } from './unit.js';

/** The event of one unit that an import added or completed. */
export function unitChanged(change: {
  readonly before: Unit | undefined;
  readonly after: Unit;
}): AuditEntry {
  const before = change.before ? parted(change.before) : null;
  const after = parted(change.after);
  const office = differences(before?.office ?? null, after.office);
  const people = differences(before?.people ?? nobody, after.people);
  const { code } = change.after;
  return {
    action: 'units.imported',
    subject: { kind: 'unit', id: code },
    unitCode: code,
    ...office,
    ...(people ? { personal: { ...people } } : {}),
  };
}

const nobody = { email: null, phone: null, contactBusiness: null, contactIt: null };

function parted(unit: Unit): Record<'office' | 'people', Readonly<Record<string, AuditValue>>> {
  const { name, type, provinceCode, parentCode, agencyCode, language, source } = unit;
  const formerNames = unit.formerNames.map((former) => ({ ...former }));
  const { email, phone, contactBusiness, contactIt } = unit;
  return {
    office: { name, type, provinceCode, parentCode, agencyCode, formerNames, language, source },
    people: { email, phone, contactBusiness, contactIt },
  };
}
