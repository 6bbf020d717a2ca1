// Writes days of the world straight into the tables, by COPY and as their owner: what callbacks and
// imports leave behind, without their work.
import { once } from 'node:events';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { addDays } from '../../src/calendar.js';
import type { Place } from '../place.js';
import { feeOf, feePermille, unitCount, worldDay, type WorldDay } from './world.js';

const gatewayIds = { portal: 1, wallet: 2 } as const;
const lineKeyLength = 20;

/** A connection that may do everything in the province's schema. */
export async function ownerOf({ config, env }: Place): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: env['MIGRATE_DATABASE_URL'] });
  await client.connect();
  await client.query(`select set_config('search_path', $1, false)`, [`${config.schema}, public`]);
  return client;
}

/** The register: a unit and its account each, two gateways, one statement an account. */
export async function fillRegister(client: pg.Client): Promise<void> {
  await client.query(
    `
    insert into bank_account (id, kind, bank_bin, number, number_key) overriding system value
    select place, 'bank', '970436', '10' || (place + 10000000), '10' || (place + 10000000)
      from generate_series(0, $1::int) as place`,
    [unitCount - 1],
  );
  await client.query(
    `
    insert into account_purpose (unit_code, purpose, origin, taken_over_count)
    select unit.code, 'default', 'take_over', 1
      from public.unit
     where unit.province_code = substring(current_schema() from 2)
     order by unit.code
     limit $1`,
    [unitCount],
  );
  await client.query(`
    insert into beneficiary_account (unit_code, purpose, bank_account_id, account_name, recorded_by,
                                     status, origin, taken_over_ordinal, taken_over_count)
    select purpose.unit_code, purpose.purpose, row_number() over (order by purpose.unit_code) - 1,
           'UBND', 'bench', 'vouched', 'take_over', 1, 1
      from account_purpose purpose`);
  const fee = (percent: string) => ({ percent, rounding: 'half_up' });
  for (const [name, id] of Object.entries(gatewayIds)) {
    const isBatched = name === 'wallet';
    const terms = {
      mode: isBatched ? 'daily_batch' : 'per_transaction',
      basis: isBatched ? 'net' : 'gross',
      fee: fee(isBatched ? String(feePermille / 10) : '0'),
      workingDays: 1,
    };
    await client.query(
      `insert into gateway_account (id, name, kind, options, tolerance)
       overriding system value values ($1, $2, 'generic', $3, 0)`,
      [id, name, JSON.stringify({ narrativeNames: [name.toUpperCase()] })],
    );
    await client.query('insert into gateway_terms (gateway_account_id, terms) values ($1, $2)', [
      id,
      JSON.stringify(terms),
    ]);
  }
  await client.query(`
    insert into statement_file (id, sha256, name, bytes, uploaded_at) overriding system value
    values (1, 'bench', 'bench', '', '2026-01-01')`);
  await client.query(
    `
    insert into statement (id, statement_file_id, statement_index, bank_account_id, format, layout,
                           line_count, made_at, uploaded_at, state)
    overriding system value
    select place, 1, place, place, 'sheet', 'sheet', 0, '2026-01-01', '2026-01-01', 'unproven'
      from generate_series(0, $1::int) as place`,
    [unitCount - 1],
  );
}

/** Days of payments, statement lines and reports. */
export async function fillDays(client: pg.Client, from: number, to: number): Promise<void> {
  const units = await client.query<{ code: string }>(
    'select unit_code as code from beneficiary_account order by bank_account_id',
  );
  const codes = units.rows.map(({ code }) => code);
  for (const table of tables) {
    const { name, columns, rowsOf } = table;
    await client.query('begin');
    const copy = `copy ${name} (${columns}) from stdin`;
    const into = client.query(copyStreams.from(copy));
    for (let day = from; day < to; day += 1) {
      const text = rowsOf(worldDay(day), { day, codes }).join('');
      if (!into.write(text)) await once(into, 'drain');
    }
    into.end();
    await once(into, 'finish');
    await client.query('commit');
  }
  await client.query('vacuum analyze');
}

interface Given {
  readonly day: number;
  readonly codes: readonly string[];
}

interface Table {
  readonly name: string;
  readonly columns: string;
  readonly rowsOf: (world: WorldDay, given: Given) => string[];
}

/** Payments are numbered from 1, in the order of paying. */
const idOf = ({ number }: { readonly number: number }) => number + 1;
const row = (...values: readonly (string | number)[]) => `${values.join('\t')}\n`;

const tables: readonly Table[] = [
  {
    name: 'payment',
    columns: 'id, gateway_account_id, txn_key, gateway_txn_id, merchant_ref, unit_code, amount',
    rowsOf: ({ payments }, { codes }) =>
      payments.map((each) =>
        row(
          idOf(each),
          gatewayIds[each.gateway],
          each.transaction,
          each.transaction,
          each.reference,
          codes[each.unit] ?? '',
          each.amount,
        ),
      ),
  },
  {
    name: 'payment_event',
    columns:
      'payment_id, status, amount, paid_at, paid_at_stated, occurred_at, received_at, source, word_key',
    rowsOf: ({ payments }) =>
      payments.map((each) => {
        const at = each.paidAt.toISOString();
        return row(idOf(each), 'succeeded', each.amount, at, 't', at, at, 'callback', 'succeeded');
      }),
  },
  {
    name: 'settlement_batch',
    columns: 'id, gateway_account_id, batch, settlement_date, file_name',
    rowsOf: ({ batches }, { day }) =>
      batches.map(({ label, settledOn }, unit) =>
        row(day * unitCount + unit + 1, gatewayIds.wallet, label, settledOn, 'bench'),
      ),
  },
  {
    name: 'settlement_line',
    columns:
      'settlement_batch_id, row_number, kind, gateway_txn_id, merchant_ref, amount, fee, net_amount',
    rowsOf: ({ batches }, { day }) =>
      batches.flatMap(({ members }, unit) =>
        members.map(({ transaction, reference, amount }, place) => {
          const fee = feeOf(amount);
          const batchId = day * unitCount + unit + 1;
          const names = [transaction, reference] as const;
          return row(batchId, place + 1, 'payment', ...names, amount, fee, amount - fee);
        }),
      ),
  },
  {
    name: 'statement_line',
    columns:
      'bank_account_id, statement_id, line_no, layout, booking_date, value_date, amount, bank_ref, narrative, line_key, occurrence',
    rowsOf: ({ lines }, { day }) =>
      lines.map((line, place) => {
        const { unit, bookedOn, amount, bankRef, narrative } = line;
        const key = `${bankRef}${'0'.repeat(lineKeyLength)}`;
        const lineNo = day * lines.length + place + 1;
        const values = [bookedOn, addDays(bookedOn, 0), amount, bankRef, narrative, key] as const;
        return row(unit, unit, lineNo, 'sheet', ...values, 1);
      }),
  },
];
