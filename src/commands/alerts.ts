// `alerts send`: flags as they stand at an instant, and the mails that follow from them.
import { tellUnits, type TellOutcome } from '../alerts/tell-units.js';
import { formatDay, instantText } from '../calendar.js';
import { asOfFlags, asOfOption, type Command } from './command.js';

export const alertsSend: Command = {
  name: 'alerts send',
  summary: 'flag units and mail their focal points (cảnh báo đơn vị)',
  options: [asOfFlags],
  run: async (context, input) => {
    const asOf = asOfOption(input, context.now);
    const outcome = await tellUnits(
      { db: context.db(), config: context.config(), by: context.by },
      { asOf },
    );
    return { json: { ...outcome, asOf: instantText(asOf) }, text: summaryOf(outcome) };
  },
};

function summaryOf(outcome: TellOutcome): string {
  const lines = [
    `${formatDay(outcome.day)}: units flagged (đơn vị có cảnh báo) ${String(outcome.unitsFlagged)}, ` +
      `flags raised ${String(outcome.flagsRaised)}, cleared ${String(outcome.flagsCleared)}`,
    `mails: ${String(outcome.sent)} sent, ${String(outcome.unchanged)} not needed (nothing new), ` +
      `${String(outcome.pending)} waiting, ${String(outcome.undeliverable)} undeliverable`,
  ];
  if (outcome.unitsLate > 0) {
    lines.push(`units late with a task (đơn vị quá hạn): ${String(outcome.unitsLate)}`);
  }
  if (outcome.unitsBehind > 0) {
    lines.push(`units with late statements (chậm sao kê): ${String(outcome.unitsBehind)}`);
  }
  if (!outcome.isWorkingDay) lines.push('a day off: nobody is written to');
  if (outcome.alreadyTold > 0) {
    lines.push(`units that have had their mail of the day: ${String(outcome.alreadyTold)}`);
  }
  if (outcome.withoutAddress.length > 0) {
    lines.push(`units without a mail address: ${outcome.withoutAddress.join(', ')}`);
  }
  if (outcome.stoppedBecause !== null) lines.push(`stopped: ${outcome.stoppedBecause}`);
  return lines.join('\n');
}
