// Which units belong together: those that share an account, or whose payments and lines may meet.

/** Disjoint sets of numbers that are joined one pair at a time. */
export class UnitGroups {
  private readonly above: number[] = [];

  /** The least number that stands for the set of this one. */
  rootOf(unit: number): number {
    this.grow(unit);
    let root = unit;
    for (let next = this.above[root] ?? root; next !== root; next = this.above[root] ?? root) {
      root = next;
    }
    for (let each = unit; each !== root;) {
      const next = this.above[each] ?? root;
      this.above[each] = root;
      each = next;
    }
    return root;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.rootOf(one), this.rootOf(other)];
    if (a !== b) this.above[Math.max(a, b)] = Math.min(a, b);
  }

  private grow(unit: number): void {
    while (this.above.length <= unit) this.above.push(this.above.length);
  }
}
