// `doisoat reconcile`: matches everything stored, then says how payments and lines stand.
import { instantText } from '../calendar.js';
import { moneyText, sumMoney } from '../money.js';
import { Refused } from '../problem.js';
import { readProvince } from '../reconciliation/read-province.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import type { RunAhead } from '../reconciliation/run-turn.js';
import { loadUnitCodes } from '../units/unit-store.js';
import { asOfFlags, asOfOption, textOption } from './command.js';
import type { Command } from './command.js';
import { rehearsalReport } from './rehearse.js';

export const reconcileCommand: Command = {
  name: 'reconcile',
  summary: 'match payments with statement lines (đối chiếu) and show how they stand',
  options: [
    ['--unit <code>', 'show only this unit'],
    [
      '--rehearse <ruleset>',
      'write nothing, show what this rule set would change: VERSION, VERSION,-RULE… or VERSION,RULE…',
    ],
    asOfFlags,
  ],
  run: async (context, input) => {
    const unitCode = textOption(input, 'unit');
    const asOf = asOfOption(input, context.now);
    const db = context.db();
    if (unitCode !== undefined && !(await loadUnitCodes(db)).has(unitCode)) {
      throw new Refused({ code: 'not_found', detail: `--unit ${unitCode}: no such unit` });
    }
    const rehearsed = textOption(input, 'rehearse');
    if (rehearsed !== undefined) return rehearsalReport(context, { rehearsed, unitCode, asOf });
    const run = await reconcile({
      ...{ db, now: context.now, by: context.by },
      onWait: (ahead) => {
        context.note(waitingFor(ahead));
      },
    });
    const reading = await readProvince({ db }, { asOf, ...(unitCode ? { unitCode } : {}) });
    const standing = standingOf(reading);
    const text = [
      `matches: ${String(run.confirmed)} confirmed (đã xác nhận), ${String(run.proposed)} proposed (đề xuất); ${String(run.added)} new, ${String(run.ended)} ended`,
      ...(run.notSearched > 0 ? [notSearchedText(run.notSearched)] : []),
      `as of ${instantText(asOf)}:`,
      ...Object.entries(standing.settlement).map(
        ([value, { payments, amount }]) => `  ${value}: ${String(payments)} payments, ${amount} đ`,
      ),
      `lines: ${Object.entries(standing.lines)
        .map(([state, count]) => `${String(count)} ${state}`)
        .join(', ')}`,
      `units flagged (đơn vị có cảnh báo): ${String(standing.unitsFlagged)}`,
    ].join('\n');
    return { json: { ...run, asOf: instantText(asOf), ...standing }, text };
  },
};

function notSearchedText(lines: number): string {
  return `not searched (chưa dò hết): ${String(lines)} lines, too many payments may be theirs`;
}

function waitingFor(ahead: RunAhead | null): string {
  if (!ahead) return 'waiting while a decision is written (đang chờ một quyết định được ghi)';
  const { id, askedBy, startedAt } = ahead;
  const by = askedBy ?? 'unknown';
  return `waiting for run ${id} of ${by}, begun ${instantText(startedAt)} (đang chờ phiên ${id})`;
}

interface Standing {
  readonly settlement: Readonly<Record<string, { payments: number; amount: string }>>;
  readonly lines: Readonly<Record<string, number>>;
  readonly unitsFlagged: number;
}

function standingOf(reading: ProvinceReading): Standing {
  const values = new Set(reading.payments.flatMap(({ settlement }) => settlement ?? []));
  const settlement: Record<string, { payments: number; amount: string }> = {};
  for (const value of [...values].sort()) {
    const payments = reading.payments.filter((payment) => payment.settlement === value);
    const amount = moneyText(sumMoney(payments.map((payment) => payment.amount)));
    settlement[value] = { payments: payments.length, amount };
  }
  const lines: Record<string, number> = {};
  for (const { state } of reading.lines) lines[state] = (lines[state] ?? 0) + 1;
  const unitsFlagged = new Set(reading.flags.map(({ unitCode }) => unitCode)).size;
  return { settlement, lines, unitsFlagged };
}
