// The changes of the register and how far one platform knows of them.
import type { Db } from '../db.js';
import { Refused } from '../problem.js';
import {
  platformChanges,
  type PlatformChange,
  type PlatformChangeState,
} from './platform-change.js';
import {
  loadChangingVersions,
  loadPlatformWords,
  platformExists,
} from './platform-change-store.js';

/**
 * The changes that are settled by now, by day and unit.
 * @throws Refused `invalid_input` for an unknown platform
 */
export async function listPlatformChanges(
  deps: { readonly db: Db; readonly now: () => Date },
  asked: {
    readonly platform: string;
    readonly state?: PlatformChangeState | undefined;
    /** Only of these units. */
    readonly within?: ReadonlySet<string>;
  },
): Promise<PlatformChange[]> {
  const { platform, state, within } = asked;
  if (!(await platformExists(deps.db, platform))) {
    const detail = 'no gateway account is configured by this name';
    const errors = [{ pointer: '?platform', detail }];
    throw new Refused({ code: 'invalid_input', detail, errors });
  }
  const versions = await loadChangingVersions(deps.db);
  const words = await loadPlatformWords(deps.db, platform);
  return platformChanges(versions, words, deps.now()).filter(
    (change) =>
      (state === undefined || change.state === state) &&
      (within === undefined || within.has(change.unitCode)),
  );
}
