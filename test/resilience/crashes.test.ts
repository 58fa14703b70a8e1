/** After any crash every acknowledged write is there once and every figure equals the ledger's. */
import { test } from 'node:test';
import { random } from '#infra/local/demo/random.ts';
import { audit } from './audit.ts';
import { type Household, openHousehold } from './household.ts';
import { deal, HEALED_MS, round } from './rounds.ts';

const ROUNDS = Number(process.env['MELO_CRASH_ROUNDS'] ?? 6);
const SEED = Number(process.env['MELO_CRASH_SEED'] ?? Date.now() % 1_000_000);
/** Rounds that together kill every process once. */
const CYCLE = 6;
const HOUSEHOLDS = 3;
/** Apart enough that no two seeds of a run are one. */
const SPREAD = 1_000_003;

const lasting: Household[] = [];
console.log(`faults with seed ${SEED} (MELO_CRASH_SEED=${SEED} repeats them)`);

for (let first = 0; first < ROUNDS; first += CYCLE) {
  const households: Household[] = [];
  let dealt: string[][] = [];
  // Faults and each household draw from randomness of their own: they run beside each other, and a seed is to repeat them.
  const next = random(SEED + first);
  test(`households of rounds from ${first + 1} open`, async () => {
    for (let i = 1; i <= HOUSEHOLDS; i++) households.push(await openHousehold(random(SEED + first + i * SPREAD)));
    if (first === 0) lasting.push(...households);
    dealt = await deal(next, CYCLE);
  });
  for (let i = first; i < Math.min(first + CYCLE, ROUNDS); i++) {
    test(`round ${i + 1} of crashes loses, doubles and changes nothing`, async (t) => {
      const names = dealt[i - first]!;
      const { acknowledged, healedMs } = await round(next, households, names);
      t.diagnostic(`killed ${names.join(', ')} during ${acknowledged} acknowledged writes`);
      t.diagnostic(`all was well and agreed ${Math.round(healedMs)} ms after the last kill`);
      // What a cycle has entered ends with it, so that a round takes no longer however many there were.
      if (i === first + CYCLE - 1 && first > 0) for (const household of households) await household.end();
    });
  }
}

test('the first households are unchanged', () => audit(lasting, HEALED_MS));
