/** Seeded randomness: the same seed gives the same numbers, so that a run can be repeated. */

/** mulberry32: small, seeded, good enough for believable data and for choosing faults. Numbers from 0 to below 1. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `low` to `high`, both included. */
export const between = (next: () => number, low: number, high: number): number =>
  Math.floor(low + next() * (high - low + 1));

/** The same items in another order. */
export function shuffled<Item>(next: () => number, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
