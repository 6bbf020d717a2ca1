// The rules as they are read: which version, in which order, each with its sentence, its evidence
// and what it makes of its own worked examples.
import type { Reconciler, WorkedExample } from './reconciler.js';
import { runExample, type ExampleResult } from './worked-example.js';

/** The rules that this program runs; handed in by those who know everything. */
export interface RuleBook {
  readonly ruleSet: string;
  readonly reconcilers: readonly Reconciler[];
}

export interface ReadExample extends WorkedExample {
  readonly results: readonly ExampleResult[];
}

export interface ReadRule extends Pick<Reconciler, 'code' | 'handbook' | 'evidence'> {
  /** Its places in the order, counting from one: some rules run again over other accounts. */
  readonly runs: readonly number[];
  readonly examples: readonly ReadExample[];
}

/** The rules in the order in which each runs first. */
export function readRules({ reconcilers }: RuleBook): ReadRule[] {
  const byCode = new Map<string, Reconciler[]>();
  for (const rule of reconcilers) {
    byCode.set(rule.code, [...(byCode.get(rule.code) ?? []), rule]);
  }
  return [...byCode.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { code, handbook, evidence } = first;
    const runs = same.map((rule) => reconcilers.indexOf(rule) + 1);
    return [{ code, handbook, evidence, runs, examples: same.flatMap(examplesOf) }];
  });
}

function examplesOf(rule: Reconciler): ReadExample[] {
  return rule.examples.map((example) => ({ ...example, results: runExample(rule, example) }));
}
