// The printed statements go through the service's own readers: every line comes back as booked.
import { buildWorld } from '../../bench/world/build-world.js';
import { renderStatement } from '../../bench/world/files/render-statement.js';
import type { StatementFile } from '../../bench/world/world.js';
import { readStatements } from '../../src/statements/banks/index.js';

const world = buildWorld({ seed: 75, days: 21, payments: 2000 });

function asBooked(file: StatementFile): unknown {
  return {
    account: file.account.number,
    state: file.layout === 'vietcombank-list' ? 'unproven' : 'balanced',
    period: [file.period.from, file.period.to],
    lines: file.lines.map((line) => [line.bookedOn, String(line.amount), line.bankRef]),
  };
}

async function asRead(file: StatementFile): Promise<unknown> {
  const outcome = await readStatements(await renderStatement(file));
  if (outcome.kind === 'refused') return outcome.refusal;
  const [statement] = outcome.statements;
  if (!statement) return 'no statement';
  return {
    account: statement.account,
    state: statement.state,
    period: [statement.periodFrom, statement.periodTo],
    lines: statement.lines.map((line) => [
      line.bookingDate,
      line.amount.replace(/\.0+$/, ''),
      line.bankReference,
    ]),
  };
}

test.each([...new Set(world.statements.map((file) => file.layout))])(
  'statements printed as %s are read as booked, to the last line',
  async (layout) => {
    for (const file of world.statements.filter((each) => each.layout === layout)) {
      expect([file.name, await asRead(file)]).toEqual([file.name, asBooked(file)]);
    }
  },
);
