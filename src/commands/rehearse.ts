// `doisoat reconcile --rehearse RULESET`: what a run with these rules would change, and nothing of it
// is written.
import { reconcilers, ruleSet } from '../../reconcilers/index.js';
import { instantText } from '../calendar.js';
import { formatMoney, moneyText } from '../money.js';
import type { StoredMatch } from '../reconciliation/match-store.js';
import { rehearsedRules } from '../reconciliation/rehearsed-rules.js';
import {
  byRule,
  creditedBy,
  rehearse,
  tallyOf,
  movesOf,
  type Rehearsal,
  type RuleTally,
  type Tally,
} from '../reconciliation/rehearse.js';
import { ruleWording } from '../reconciliation/words.js';
import type { Context, Report } from './command.js';

/** Matches and moves listed one by one; the counts and sums are of all. */
const listedMax = 1000;

interface Asked {
  readonly rehearsed: string;
  readonly unitCode: string | undefined;
  readonly asOf: Date;
}

export async function rehearsalReport(context: Context, asked: Asked): Promise<Report> {
  const rules = rehearsedRules(asked.rehearsed, { ruleSet, reconcilers });
  const whole = await rehearse({ db: context.db() }, { rules, asOf: asked.asOf });
  const rehearsal = asked.unitCode === undefined ? whole : ofUnit(whole, asked.unitCode);
  const { added, ended, changed, payments, lines } = rehearsal;
  const perRule = byRule(rehearsal);
  const describe = describer(whole);
  const json = {
    ...{ ruleSet, rehearsed: rules.map(({ code }) => code), asOf: instantText(asked.asOf) },
    ...{ unitCode: asked.unitCode ?? null, written: false },
    decided: tallyJson(tallyOf(rehearsal.decided)),
    kept: tallyJson(tallyOf(rehearsal.kept)),
    added: tallyJson(tallyOf(added)),
    ended: tallyJson(tallyOf(ended)),
    changed: tallyJson(tallyOf(changed.map(({ after }) => after))),
    rules: perRule.map(({ rule, ...tallies }) => ({
      rule,
      ...Object.fromEntries(Object.entries(tallies).map(([name, one]) => [name, tallyJson(one)])),
    })),
    settlement: movesJson(payments),
    lines: movesJson(lines),
    addedMatches: added.slice(0, listedMax).map(describe),
    endedMatches: ended.slice(0, listedMax).map(describe),
    changedMatches: changed
      .slice(0, listedMax)
      .map(({ before, after }) => ({ before: describe(before), after: describe(after) })),
    payments: payments.slice(0, listedMax).map(({ before, after, item }) => ({
      ...{ id: item.paymentId, gateway: item.gatewayAccount, merchantRef: item.merchantRef },
      ...{ gatewayTxnId: item.gatewayTxnId, unitCode: item.unitCode },
      ...{ amount: moneyText(item.amount), before, after },
    })),
    listedMax,
  };
  return { json, text: textOf(rehearsal, perRule, asked.rehearsed) };
}

/** What concerns one unit: its payments and lines, and matches with one of them. */
function ofUnit(whole: Rehearsal, unitCode: string): Rehearsal {
  const isOwn = (one: { readonly unitCode: string | null }) => one.unitCode === unitCode;
  const payments = new Set(whole.reading.payments.filter(isOwn).map(({ paymentId }) => paymentId));
  const lines = new Set(whole.reading.lines.filter(isOwn).map(({ lineId }) => lineId));
  const concerns = ({ legs }: StoredMatch) =>
    legs.some(({ lineId, paymentId }) => lines.has(lineId ?? '') || payments.has(paymentId ?? ''));
  return {
    ...whole,
    decided: whole.decided.filter(concerns),
    kept: whole.kept.filter(concerns),
    added: whole.added.filter(concerns),
    ended: whole.ended.filter(concerns),
    changed: whole.changed.filter(({ before }) => concerns(before)),
    payments: whole.payments.filter(({ item }) => isOwn(item)),
    lines: whole.lines.filter(({ item }) => isOwn(item)),
  };
}

function describer({ reading }: Rehearsal): (match: StoredMatch) => Record<string, unknown> {
  const payments = new Map(reading.payments.map((each) => [each.paymentId, each]));
  const lines = new Map(reading.lines.map((each) => [each.lineId, each]));
  return (match) => ({
    // one that stands has an id; one that is rehearsed has none
    id: match.id.startsWith('-') ? null : match.id,
    ...{ rule: match.rule, status: match.status, confidence: match.confidence },
    ...{ ambiguous: match.ambiguous, cause: match.cause, checks: match.checks },
    amount: moneyText(creditedBy(match)),
    lines: match.legs.flatMap(({ lineId, amount }) => {
      const line = lines.get(lineId ?? '');
      if (lineId === null) return [];
      const place = { statement: line?.statement ?? null, lineNo: line?.lineNo ?? null };
      return [{ id: lineId, ...place, amount: moneyText(amount) }];
    }),
    payments: match.legs.flatMap(({ paymentId, amount }) => {
      const payment = payments.get(paymentId ?? '');
      if (paymentId === null) return [];
      const name = {
        merchantRef: payment?.merchantRef ?? null,
        unitCode: payment?.unitCode ?? null,
      };
      return [{ id: paymentId, ...name, amount: moneyText(amount) }];
    }),
  });
}

interface TallyJson {
  readonly matches: number;
  readonly amount: string;
}

function tallyJson({ matches, amount }: Tally): TallyJson {
  return { matches, amount: moneyText(amount) };
}

function movesJson(moved: Parameters<typeof movesOf>[0]): object[] {
  return movesOf(moved).map((move) => ({ ...move, amount: moneyText(move.amount) }));
}

function textOf(rehearsal: Rehearsal, perRule: readonly RuleTally[], asked: string): string {
  const { decided, kept, added, ended, changed, payments, lines } = rehearsal;
  const said = (name: string, { matches, amount }: Tally): string =>
    `${name} ${String(matches)} (${formatMoney(amount)})`;
  const counts = [
    said('kept (giữ nguyên)', tallyOf(kept)),
    said('new (khớp mới)', tallyOf(added)),
    said('no longer (không còn khớp)', tallyOf(ended)),
    said('changed (đổi cách khớp)', tallyOf(changed.map(({ after }) => after))),
    said('decided by people (người đã quyết định)', tallyOf(decided)),
  ];
  const moves = (what: string, moved: Parameters<typeof movesOf>[0]): string[] =>
    movesOf(moved).map(
      ({ before, after, count, amount }) =>
        `  ${String(count)} ${what}: ${before} -> ${after}, ${formatMoney(amount)}`,
    );
  return [
    `rehearsed ${asked}, nothing written (chạy thử, không ghi gì)`,
    `matches: ${counts.join(', ')}`,
    ...perRule.map(
      (one) =>
        `  ${one.rule} (${ruleWording(one.rule).vi}): ${said('stands', one.standing)}, ` +
        `${said('would be', one.rehearsed)}; +${String(one.added.matches)} ` +
        `-${String(one.ended.matches)} ~${String(one.changed.matches)}`,
    ),
    payments.length + lines.length === 0
      ? 'no payment or line would be read otherwise'
      : 'changes:',
    ...moves('payments', payments),
    ...moves('lines', lines),
  ].join('\n');
}
