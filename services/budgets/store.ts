/** Budgets, facts and replicas in MongoDB. Every write is an atomic update of one document. */
import { MongoClient } from 'mongodb';
import { mongoCheckpoints } from '#kit/store/mongo/checkpoints.ts';
import { mongoIdempotency } from '#kit/store/mongo/idempotency.ts';
import { mongoOutbox } from '#kit/store/mongo/outbox.ts';
import { commits } from './budget/commits.ts';
import { budgetQueries } from './budget/queries.ts';
import {
  currentGeneration,
  databaseCommands,
  dropOtherGenerations,
  generationOf,
  openDatabase,
  setGeneration,
} from './database.ts';
import { effects } from './effects.ts';
import { householdErasure } from './erasure.ts';
import { queries } from './queries.ts';
import { sumsMigration } from './sums-migration.ts';

/** Queries and commits for routes, and what effects of events write. */
export type BudgetStore = Awaited<ReturnType<typeof openStore>>;

/**
 * `wake` is called after each commit, so that its events are published at once. `generation` of derived collections is the current
 * one unless a rebuild fills another.
 */
export async function openStore(url: string, wake: () => void, generation?: number) {
  const database = await openDatabase(url, generation);
  const { db } = database;
  const erasure = householdErasure(database);
  const idempotency = mongoIdempotency(db, 'budget');
  const checkpoints = mongoCheckpoints(db, {
    checkpoints: generationOf('watermark', database.generation),
    deadLetters: generationOf('skipped', database.generation),
  });
  return {
    ...databaseCommands(database, { idempotency, sums: sumsMigration(database) }),
    ...budgetQueries(database),
    ...queries(database),
    ...commits(database, { idempotency, erasure }, wake),
    ...effects(database, { checkpoints, erasure }, wake),
    checkpoints,
    idempotency,
    outbox: mongoOutbox(db, ['budget']),
  };
}

/** An empty generation of derived collections, for a rebuild. After `promote`, processes that start read it. */
export async function openShadowStore(url: string) {
  const client = await MongoClient.connect(url);
  const db = client.db();
  const current = await currentGeneration(db);
  const generation = current + 1;
  await dropOtherGenerations(db, current);
  const store = await openStore(url, () => {}, generation);
  await store.migrate();
  return {
    store,
    async promote() {
      await setGeneration(db, generation);
      await client.close();
    },
  };
}
