// Mappings of the matrix, and bank sheets of its places to try and propose them with.
import { proposeMapping } from '../../src/mappings/change-mapping.js';
import { bank, bankLayout, bankSheet } from '../support/mapped-statement.js';
import { byTester } from '../support/people.js';
import type { Call } from './client.js';
import { accounts, type Target } from './places.js';
import type { World } from './world.js';

/** An account that nobody has registered. */
const nobodysAccount = '71002003777';

/** A bank's sheet of an account of the target, with the layout that reads it. */
export function mappedSheet(
  target: Target | null,
  fields: Readonly<Record<string, string>>,
): Pick<Call, 'files' | 'fields'> {
  const account = target === null || target === 'absent' ? nobodysAccount : accounts[target];
  const { name, bytes } = bankSheet(account, []);
  return {
    files: [{ field: 'file', name, text: bytes.toString('utf8') }],
    fields: { ...fields, bank, layout: JSON.stringify(bankLayout) },
  };
}

export async function newMapping({ database }: World, name: string): Promise<string> {
  const { db } = database;
  const owner = { reads: 'statement', gatewayAccountId: null, bankBin: bank } as const;
  const given = { name, owner, layout: bankLayout, file: bankSheet(nobodysAccount, []) };
  const deps = { db, now: () => new Date('2026-05-13T01:00:00Z'), by: byTester };
  return (await proposeMapping(deps, given)).id;
}

export function mappingIdOf(world: World): Promise<string> {
  return newMapping(world, 'of-the-world');
}
