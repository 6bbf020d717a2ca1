// Work that waits is done in groups: whatever came while earlier groups were under way is done at
// once. Where nothing waits a group is of one, so nobody waits for company.

export interface GroupWork<Item, Outcome> {
  /** Does all of them or none; outcomes in the order of the items. */
  readonly together: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  /** Does one whose group failed. */
  readonly alone: (item: Item) => Promise<Outcome>;
  /** Whether a group's failure may be that of one of its items, and nothing of it was done. */
  readonly isOfOne: (error: unknown) => boolean;
  /** Items that share a key are done one after the other, in the order in which they came. */
  readonly keysOf: (item: Item) => readonly string[];
  readonly limits: GroupLimits;
}

export interface GroupLimits {
  readonly groupMax: number;
  readonly groupsAtOnceMax: number;
  /** More are refused: their senders have long been told to come again. */
  readonly waitingMax: number;
  /** After it the next group no longer waits for one that is stuck. */
  readonly stuckAfterMs: number;
}

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly keys: readonly string[];
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Opens the way in: one item, and its own outcome. */
export function openGroups<Item, Outcome>(
  work: GroupWork<Item, Outcome>,
): (item: Item) => Promise<Outcome> {
  const { groupMax, groupsAtOnceMax, waitingMax, stuckAfterMs } = work.limits;
  let waiting: Waiting<Item, Outcome>[] = [];
  let isScheduled = false;
  let underWay = 0;
  const busy = new Set<string>();

  /** The first that fit together, those that wait longest before others. */
  function takeGroup(): Waiting<Item, Outcome>[] {
    const group: Waiting<Item, Outcome>[] = [];
    waiting = waiting.filter((one) => {
      if (group.length >= groupMax || one.keys.some((key) => busy.has(key))) return true;
      for (const key of one.keys) busy.add(key);
      group.push(one);
      return false;
    });
    return group;
  }

  function start(): void {
    isScheduled = false;
    while (underWay < groupsAtOnceMax) {
      const group = takeGroup();
      if (group.length === 0) return;
      underWay += 1;
      let isOver = false;
      const over = (): void => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        underWay -= 1;
        for (const { keys } of group) for (const key of keys) busy.delete(key);
        start();
      };
      const timer = setTimeout(over, stuckAfterMs);
      void doGroup(work, group).then(over);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= waitingMax) {
        reject(new Error(`more than ${String(waitingMax)} wait already`));
        return;
      }
      waiting.push({ item, keys: work.keysOf(item), resolve, reject });
      // at the end of this turn, so that those who came with it go along
      if (!isScheduled) setImmediate(start);
      isScheduled = true;
    });
}

/** Settles each of a group; never rejects. */
async function doGroup<Item, Outcome>(
  { together, alone, isOfOne }: GroupWork<Item, Outcome>,
  group: readonly Waiting<Item, Outcome>[],
): Promise<void> {
  try {
    const outcomes = await together(group.map(({ item }) => item));
    if (outcomes.length !== group.length) throw new Error('an outcome for each of the group');
    for (const [at, { resolve }] of group.entries()) resolve(outcomes[at] as Outcome);
  } catch (error) {
    const isSpoilt = group.length > 1 && isOfOne(error);
    for (const { item, resolve, reject } of group) {
      if (isSpoilt) await alone(item).then(resolve, reject);
      else reject(error);
    }
  }
}
