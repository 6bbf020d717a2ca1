// Which months are signed, and what was signed, as the monthly record prints it.
import type { Db } from '../db.js';
import type { SignedMonth } from './report.js';

interface Row extends Omit<SignedMonth, 'figures'> {
  readonly unitCode: string;
  readonly figures: Readonly<Record<string, { readonly count: number; readonly amount: string }>>;
}

/** The signed version of a month by unit; a reopened one is none. */
export async function loadSignedMonths(
  db: Db,
  month: string,
): Promise<ReadonlyMap<string, SignedMonth>> {
  const { rows } = await db.raw<{ rows: Row[] }>(selectSigned, [month]);
  return new Map(
    rows.map(({ unitCode, figures, ...row }) => [
      unitCode,
      {
        ...row,
        figures: Object.fromEntries(
          Object.entries(figures).map(([name, { count, amount }]) => [
            name,
            { count, amount: BigInt(amount) },
          ]),
        ),
      },
    ]),
  );
}

const selectSigned = `
  select decided.unit_code as "unitCode", decided.version, maker.name as maker,
         proposal.made_at as "madeAt", checker.name as checker,
         decided.decided_at as "signedAt", proposal.evidence_sha256 as evidence,
         jsonb_array_length(proposal.gaps) as gaps, proposal.figures
    from unit_month_decision decided
    join unit_month_proposal proposal on proposal.id = decided.proposal_id
    join officer maker on maker.id = decided.maker_id
    join officer checker on checker.id = decided.checker_id
   where decided.outcome = 'signed' and decided.month = ?
     and not exists (
       select from unit_month_reopening reopened
        where reopened.proposal_id = decided.proposal_id)`;
