// Turns a work that tells into one that is asked: the next thing is made while, but not before, the
// one before it is taken.

/** @param run tells one thing after the other and waits for each to be taken */
export async function* pulled<T>(
  run: (tell: (thing: T) => Promise<void>) => Promise<void>,
): AsyncGenerator<T, void> {
  const waiting: { readonly thing: T; readonly taken: () => void }[] = [];
  let wake: () => void = () => undefined;
  const state = { isEnded: false };
  let stop: ((error: Error) => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = reject;
  });
  stopped.catch(() => undefined);
  const done = run(async (thing) => {
    const taken = new Promise<void>((resolve) => waiting.push({ thing, taken: resolve }));
    wake();
    await Promise.race([taken, stopped]);
  }).finally(() => {
    state.isEnded = true;
    wake();
  });
  done.catch(() => undefined);
  try {
    for (;;) {
      const next = waiting.shift();
      if (next) {
        yield next.thing;
        next.taken();
      } else if (state.isEnded) {
        await done;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    // whoever asked no longer does: the work ends where it waits
    stop?.(new Error('nobody takes it any longer'));
    await done.catch(() => undefined);
  }
}
