/** Crashes in the moments that matter most, brought about by holding the broker or a store while a process is killed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Admin } from 'kafkajs';
import { until } from '#infra/local/person.ts';
import { random } from '#infra/local/random.ts';
import { topics } from '#infra/map.ts';
import { openKafka } from '#kit/events/kafka.ts';
import { openLog } from '#kit/log.ts';
import { audit } from './audit.ts';
import { type Household, OPENING, openHousehold } from './household.ts';
import { CALL } from './persist.ts';
import { at, hold, kill, whole } from './stack.ts';

const SEED = Number(process.env['MELO_FAULT_SEED'] ?? Date.now() % 1_000_000);
const WRITES = 5;
const HEALED_MS = 45_000;
/** Tries to catch a consumer between its effect and its offset. */
const TRIES = 5;
const CAUGHT_MS = 5_000;

let household: Household;
let admin: Admin;

before(async () => {
  console.log(`moments with seed ${SEED} (MELO_FAULT_SEED=${SEED} repeats them)`);
  admin = openKafka([at.urls.kafka], 'moments', openLog('moments')).admin();
  await admin.connect();
  household = await openHousehold(random(SEED));
  await household.act();
  await audit([household], HEALED_MS);
});
after(() => admin.disconnect());

async function write(): Promise<void> {
  for (let i = 0; i < WRITES; i++) await household.act();
}

/** Records that the ledger's topic holds. */
const published = async (): Promise<bigint> =>
  (await admin.fetchTopicOffsets(topics.transaction)).reduce((sum, { high }) => sum + BigInt(high), 0n);

async function healed(): Promise<void> {
  await whole(HEALED_MS);
  await audit([household], HEALED_MS);
}

test('a crash between commit and publish loses nothing: what was acknowledged is told by the next', async () => {
  const release = await hold('kafka');
  try {
    await write();
    await kill('transactions');
  } finally {
    release();
  }
  await healed();
});

test('a crash between publish and its note doubles nothing: what is told again counts once', async () => {
  const already = await published();
  const releaseKafka = await hold('kafka');
  let releaseStore = () => {};
  try {
    await write();
    releaseStore = await hold('mariadb');
    releaseKafka();
    await until('something to be published', async () => (await published()) > already || undefined);
    await kill('transactions');
  } finally {
    releaseKafka();
    releaseStore();
  }
  await healed();
});

test('a crash between an effect and its offset doubles nothing', async (t) => {
  let caught = false;
  for (let tries = 0; tries < TRIES && !caught; tries++) {
    const earlier = await balance();
    const releaseStore = await hold('dynamodb');
    let releaseKafka = () => {};
    try {
      const had = await published();
      await write();
      await until('the events to be published', async () => (await published()) > had || undefined);
      releaseKafka = await hold('kafka');
      releaseStore();
      // Only what was fetched before the broker was held can take effect now; its offset cannot be committed.
      caught = await until('an effect', async () => (await balance()) !== earlier, CAUGHT_MS).catch(() => false);
      await kill('accounts');
    } finally {
      releaseStore();
      releaseKafka();
    }
    await healed();
  }
  t.diagnostic(caught ? 'the effect was there and its offset was not' : 'no effect was caught before its offset');
  assert.ok(caught, 'a consumer was killed between effect and offset');
});

/** Of both accounts together with what the opening left; changes when an effect of spending arrives. */
async function balance(): Promise<bigint> {
  const { balances } = await household.person.accounts.batchGetBalances({ ids: household.accounts }, CALL);
  return balances.reduce((sum, one, i) => sum + one.balance!.minorUnits * BigInt(i + 1), OPENING);
}
