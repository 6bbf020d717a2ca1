// One discrepancy as the API answers with it, and how one is asked for by its id.
import { z } from 'zod';
import type { Principal } from '../access/principal.js';
import { officerNames } from '../discrepancies/assignable-officers.js';
import {
  actsOpenTo,
  courseOf,
  discrepancyAtWork,
  membersOf,
} from '../oversight/discrepancy-work.js';
import { helpDeskText } from '../oversight/help-desk-text.js';
import { provinceName } from '../oversight/name-store.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { unitTitle } from '../units/unit.js';
import { loadUnits } from '../units/unit-store.js';
import { shownCourse, shownWork } from './discrepancy-shape.js';
import type { ApiAnswer, ApiDeps, Ask } from './route.js';
import { foundOr404 } from './sight.js';

const idCharsMax = 200;
export const discrepancyParams = z.strictObject({ id: z.string().min(1).max(idCharsMax) });

/** @throws Refused `not_found` */
export async function discrepancyAnswer(
  deps: ApiDeps,
  ask: Pick<Ask<{ readonly id: string }>, 'db' | 'by' | 'params'> & {
    readonly principal: Principal;
  },
  read: { readonly seen: ProvinceReading; readonly since: Date | undefined },
): Promise<ApiAnswer> {
  const { db, principal, params, by } = ask;
  const { seen, since } = read;
  const one = foundOr404(await discrepancyAtWork(db, { principal, seen, since }, params.id));
  const course = await courseOf(db, one.id, since);
  const [unit] = one.unitCode === null ? [] : await loadUnits(db, [one.unitCode]);
  const title = unit && `${unitTitle({ unitName: unit.name, type: unit.type })} (mã ${unit.code})`;
  const names = new Map([...course.names, ...(await officerNames(db, [one.standing.assigneeId]))]);
  const text = helpDeskText({
    ...{ one, unit: title ?? null, asOf: seen.asOf, ...membersOf(one, seen) },
    province: await provinceName(db, deps.config.province),
  });
  return {
    version: one.standing.version,
    body: {
      ...shownWork(one, names),
      ...shownCourse(one, { ...course, names }),
      possible: actsOpenTo(principal, one, by),
      helpDeskText: text,
      focalPoints: unit ? { business: unit.contactBusiness, it: unit.contactIt } : null,
    },
  };
}
