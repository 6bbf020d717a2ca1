// Which rules a rehearsal runs, as it is written on the command line: the version of the rule set
// alone, without some rules (`2026-11-29,-sole-candidate`), or with these alone in this order
// (`2026-11-29,payment-reference,split-credit`).
import { Refused } from '../problem.js';
import type { Reconciler } from './reconciler.js';
import type { RuleBook } from './rule-book.js';

/**
 * The rules that a rehearsal is asked for. A rule that runs several times is left out with all its
 * runs; in a list each naming stands for its next run.
 * @throws Refused `not_found` for another version, since a program has the rules of one; `usage`
 */
export function rehearsedRules(asked: string, { ruleSet, reconcilers }: RuleBook): Reconciler[] {
  const [version = '', ...names] = asked.split(',').map((each) => each.trim());
  if (version !== ruleSet) {
    const detail = `--rehearse ${asked}: this program has the rule set ${ruleSet}.`;
    throw new Refused({ code: 'not_found', detail });
  }
  const left = names.filter((name) => name.startsWith('-')).map((name) => name.slice(1));
  const known = new Set(reconcilers.map(({ code }) => code));
  const unknown = names.find((name) => !known.has(name.replace(/^-/, '')));
  if (unknown !== undefined) throw misread(asked, `there is no rule ${unknown}`);
  if (left.length === names.length) return reconcilers.filter(({ code }) => !left.includes(code));
  if (left.length > 0) throw misread(asked, 'name the rules to run, or those to leave out');
  return names.map((name, place) => {
    const before = names.slice(0, place).filter((each) => each === name).length;
    const rule = reconcilers.filter(({ code }) => code === name)[before];
    if (!rule) throw misread(asked, `${name} runs ${String(before)} times at most`);
    return rule;
  });
}

function misread(asked: string, because: string): Refused {
  return new Refused({ code: 'usage', detail: `--rehearse ${asked}: ${because}.` });
}
