// What "can this unit take payments" is answered from: a few rows of the units asked for, since a
// portal asks with every order and a reading of the province takes seconds.
import { loadAccountVersions } from '../beneficiary-accounts/account-store.js';
import { localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import { groupBy } from '../group-by.js';
import { nothingDeclared, type ReadinessFacts, type VersionState } from './can-take-payments.js';

type ProofRow = Pick<VersionState, 'isVerified' | 'isProven'> & { readonly id: string };

/** The facts of some units at an instant, by code; a unit without any is not in it. */
export async function loadReadiness(
  db: Db,
  asked: { readonly units: readonly string[]; readonly asOf: Date },
): Promise<ReadonlyMap<string, ReadinessFacts>> {
  const units = [...asked.units];
  const day = localDateOf(asked.asOf);
  const stored = await loadAccountVersions(db, { units, withStopped: true });
  const ids = stored.map(({ id }) => id);
  const { rows: proofs } = await db.raw<{ rows: ProofRow[] }>(selectProofs, [day, day, ids]);
  const proofOf = new Map(proofs.map(({ id, ...proof }) => [id, proof]));
  const versions = stored.map((version) => ({
    ...version,
    ...unproven,
    ...proofOf.get(version.id),
  }));
  const { rows: awaiting } = await db.raw<{ rows: { unitCode: string; purpose: string }[] }>(
    selectAwaiting,
    [units],
  );
  const versionsOf = groupBy(versions, ({ unitCode }) => unitCode);
  const awaitingOf = groupBy(awaiting, ({ unitCode }) => unitCode);
  const codes = new Set([...versionsOf.keys(), ...awaitingOf.keys()]);
  return new Map(
    [...codes].map((code) => [
      code,
      {
        versions: versionsOf.get(code) ?? nothingDeclared.versions,
        awaiting: (awaitingOf.get(code) ?? []).map(({ purpose }) => purpose),
      },
    ]),
  );
}

const unproven = { isVerified: false, isProven: false };

// A credit proves the account of the unit that was paid: one whose payment is known to be another
// unit's is money gone astray and proves nothing.
const selectProofs = `
  select version.id,
         exists (select
                   from account_verification proof
                   join beneficiary_account proven on proven.id = proof.version_id
                   join statement_line line on line.bank_account_id = proven.bank_account_id
                  where proven.bank_account_id = version.bank_account_id
                    and proven.unit_code = version.unit_code
                    and line.booking_date between
                          (proof.made_at at time zone 'Asia/Ho_Chi_Minh')::date
                          and least(?::date, proof.expires_on)
                    and line.amount > 0
                    and not exists (
                      select from voided_line voided where voided.statement_line_id = line.id)
                    and position(upper(proof.code) in
                                 regexp_replace(upper(line.narrative), '[^0-9A-Z]', '', 'g')) > 0
                ) as "isVerified",
         exists (select
                   from statement_line line
                   join match_leg credit on credit.statement_line_id = line.id and credit.live
                   join match on match.id = credit.match_id and match.status = 'confirmed'
                   join match_leg paid on paid.match_id = match.id and paid.live
                   join payment on payment.id = paid.payment_id
                  where line.bank_account_id = version.bank_account_id and line.amount > 0
                    and line.booking_date <= ? and match.rule <> 'reversal'
                    and coalesce((select min(fee_order.unit_code)
                                    from fee_order
                                   where fee_order.merchant_ref = payment.merchant_ref),
                                 payment.unit_code, version.unit_code) = version.unit_code
                ) as "isProven"
    from beneficiary_account version
   where version.id = any(?)`;

const selectAwaiting = `
  select proposal.unit_code as "unitCode", proposal.purpose
    from account_proposal proposal
   where proposal.submitted_at is not null and proposal.ended_at is null
     and proposal.unit_code = any(?)`;
