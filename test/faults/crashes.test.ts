/** Whatever crashes, every acknowledged write is there once and every figure is that of the ledger. */
import { before, test } from 'node:test';
import { random } from '#infra/local/random.ts';
import { type Household, openHousehold } from './household.ts';
import { deal, round } from './rounds.ts';

const ROUNDS = Number(process.env['MELO_FAULT_ROUNDS'] ?? 6);
const SEED = Number(process.env['MELO_FAULT_SEED'] ?? Date.now() % 1_000_000);
/** Rounds that together kill every process once. */
const CYCLE = 6;
const HOUSEHOLDS = 3;

const next = random(SEED);
const households: Household[] = [];

before(async () => {
  console.log(`faults with seed ${SEED} (MELO_FAULT_SEED=${SEED} repeats them)`);
  for (let i = 0; i < HOUSEHOLDS; i++) households.push(await openHousehold(next));
});

for (let first = 0; first < ROUNDS; first += CYCLE) {
  const dealt = deal(next, CYCLE);
  for (let i = first; i < Math.min(first + CYCLE, ROUNDS); i++) {
    test(`round ${i + 1} of crashes loses, doubles and changes nothing`, async (t) => {
      const names = (await dealt)[i - first]!;
      const acknowledged = await round(next, households, names);
      t.diagnostic(`killed ${names.join(', ')} during ${acknowledged} acknowledged writes`);
    });
  }
}
