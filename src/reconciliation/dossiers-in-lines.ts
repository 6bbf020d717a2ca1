// How a dossier code stands in a line: as a word of its own it names a payment; grown into a longer
// word it is most likely the reference of another payment of that dossier.
import { compactText } from '../statements/narrative.js';
import type { ExpectedPayment } from './expected-credits.js';
import type { Credit } from './items.js';
import { standsFree } from './references.js';

/** Payments by each compact reference they carry. */
export type Carriers = ReadonlyMap<string, readonly ExpectedPayment[]>;

/** Payments that a reference found in a line names; by a dossier code that nobody stated only freely. */
export function namedIn(
  narrative: string,
  reference: string,
  carriers: Carriers,
): readonly ExpectedPayment[] {
  const all = carriers.get(reference) ?? [];
  const isImplied = (payment: ExpectedPayment) => payment.impliedDossier === reference;
  if (!all.some(isImplied) || standsFree(reference, narrative)) return all;
  return all.filter((payment) => !isImplied(payment));
}

/** Credits of payments named by a grown dossier code and by nothing else. */
export function looselyNamed(
  narrative: string,
  found: ReadonlySet<string>,
  carriers: Carriers,
): readonly Credit[] {
  const loose: Credit[] = [];
  for (const reference of found) {
    for (const { record, references, credits } of carriers.get(reference) ?? []) {
      const isDossier =
        record.dossierCode !== null && compactText(record.dossierCode) === reference;
      if (!isDossier || references.some((each) => each !== reference && found.has(each))) continue;
      if (!standsFree(reference, narrative)) loose.push(...credits);
    }
  }
  return loose;
}
