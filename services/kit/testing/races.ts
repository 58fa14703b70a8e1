/** For tests of rules that span several rows: many writers at once, and what became of each. */
import { reasonOf } from './test-router.ts';

/** Writers of one race, as the rules of the contract promise for. */
export const WRITERS = 8;

/** Runs all at once; how often each outcome came about: `ok`, or the reason of the refusal. */
export async function race(writes: readonly (() => Promise<unknown>)[]): Promise<Record<string, number>> {
  const outcomes = await Promise.all(writes.map(async (write) => (await reasonOf(write())) ?? 'ok'));
  return Object.fromEntries([...Map.groupBy(outcomes, (outcome) => outcome)].map(([name, all]) => [name, all.length]));
}

/** As many writers as a race has. */
export const writers = (write: (index: number) => Promise<unknown>, count = WRITERS): (() => Promise<unknown>)[] =>
  Array.from({ length: count }, (_, index) => () => write(index));
