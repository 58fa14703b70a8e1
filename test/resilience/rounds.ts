/** Rounds of crashes under load: processes are killed while households write, then everything is audited. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { between, shuffled } from '#infra/local/demo/random.ts';
import { audit } from './audit.ts';
import type { Household } from './household.ts';
import { kill, processes, whole } from './stack.ts';

/** The design heals within 15 s where a consumer or Kafka was killed; a shared machine has thrice that. */
export const HEALED_MS = 45_000;
const BETWEEN_KILLS_MS = [300, 2_000] as const;

/** Deals every process of the stack to one of `count` rounds. */
export async function deal(next: () => number, count: number): Promise<string[][]> {
  const names = shuffled(
    next,
    (await processes()).map(({ name }) => name),
  );
  return Array.from({ length: count }, (_, round) => names.filter((_, i) => i % count === round));
}

/** What a round has shown: writes acknowledged, and how long after the last kill everything was whole and agreed again. */
export type Round = { readonly acknowledged: number; readonly healedMs: number };

/** Kills each of `names` while every household writes without a pause; then audits. */
export async function round(
  next: () => number,
  households: readonly Household[],
  names: readonly string[],
): Promise<Round> {
  let writing = true;
  let acknowledged = 0;
  let killedMs = 0;
  const work = Promise.all(
    households.map(async (household) => {
      while (writing) {
        await household.write();
        acknowledged += 1;
      }
    }),
  );
  const faults = (async () => {
    for (const name of names) {
      await delay(between(next, ...BETWEEN_KILLS_MS));
      await kill(name);
    }
    killedMs = performance.now();
    await whole(HEALED_MS);
  })();
  try {
    await Promise.race([faults, work]);
  } finally {
    writing = false;
  }
  await Promise.all([work, faults]);
  assert.ok(acknowledged > 0, 'writes were acknowledged');
  await audit(households, HEALED_MS);
  return { acknowledged, healedMs: performance.now() - killedMs };
}
