/** Background load: calls at random times with a given average rate. */
import { setTimeout as delay } from 'node:timers/promises';

export function startBackground(once: () => Promise<unknown>, perSecond: number) {
  const stopping = new AbortController();
  const started = performance.now();
  const under = new Set<Promise<unknown>>();
  let made = 0;
  let failure: unknown;
  const call = () => {
    made += 1;
    const one = once()
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => under.delete(one));
    under.add(one);
  };
  const going = (async () => {
    while (!stopping.signal.aborted) {
      // Like calls of people who do not know of each other: a fixed beat would always meet the relay's at the same point.
      const gapMs = (-Math.log(1 - Math.random()) * 1000) / perSecond;
      await delay(gapMs, undefined, { signal: stopping.signal }).then(call, () => {});
    }
  })();
  return {
    /** Ends it; answers how many calls a second there were. Throws what one of them threw. */
    async stop(): Promise<number> {
      const seconds = (performance.now() - started) / 1000;
      stopping.abort();
      await going;
      await Promise.all(under);
      if (failure !== undefined) throw failure;
      return made / seconds;
    },
  };
}
