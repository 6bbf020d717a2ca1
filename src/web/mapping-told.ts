// A layout in words: how the file writes what its columns hold.
import type { Layout, SettlementLayout, StatementLayout } from '../mappings/layout.js';
import { choiceLabels, choices, formShapes } from './mapping-inputs.js';

type Told = readonly [name: string, text: string];

/** What is left empty is not told. */
export function layoutTold(layout: Layout): Told[] {
  const { amounts } = layout;
  const amount = `1${amounts.grouping}234${amounts.grouping}567${amounts.decimal}5`;
  const told: Told[] = [
    [choiceLabels['kieu-ngay'], choices['kieu-ngay'][layout.days]],
    [choiceLabels['kieu-so'], amounts.hundredfold ? `${amount}, gấp 100 lần` : amount],
    ...(layout.reads === 'settlement' ? settlementTold(layout) : statementTold(layout)),
  ];
  return told.filter(([, text]) => text !== '');
}

function settlementTold({ pays, batchBy, refunds, fees, kindWords }: SettlementLayout): Told[] {
  const { words } = formShapes.settlement;
  return [
    [choiceLabels.tra, choices.tra[pays]],
    [choiceLabels.dot, choices.dot[batchBy]],
    [choiceLabels.hoan, choices.hoan[refunds]],
    [choiceLabels['dau-phi'], choices['dau-phi'][fees]],
    [words['chu-giao-dich'] ?? '', kindWords.payment.join(', ')],
    [words['chu-hoan'] ?? '', kindWords.refund.join(', ')],
    [words['chu-dieu-chinh'] ?? '', kindWords.adjustment.join(', ')],
  ];
}

function statementTold({ debits, signWords }: StatementLayout): Told[] {
  const { words } = formShapes.statement;
  return [
    [choiceLabels['dau-no'], choices['dau-no'][debits]],
    [words['chu-co'] ?? '', signWords.credit.join(', ')],
    [words['chu-no'] ?? '', signWords.debit.join(', ')],
  ];
}
