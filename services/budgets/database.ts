/** The MongoDB database of budgets, and the generations of its derived collections. */
import { type Collection, type Db, MongoClient } from 'mongodb';
import type { MongoIdempotency } from '#kit/store/mongo/idempotency.ts';
import { freedSlot, slotOf } from './budget/slots.ts';
import type { BudgetDocument, CategoryDocument, FactDocument, HouseholdDocument, MonthDocument } from './rows.ts';

const TIMEOUT_MS = 5_000;

export type Database = {
  readonly client: MongoClient;
  readonly db: Db;
  /** Generation of the derived collections that this process reads and writes. */
  readonly generation: number;
  readonly budgets: Collection<BudgetDocument>;
  readonly facts: Collection<FactDocument>;
  readonly sums: Collection<MonthDocument>;
  readonly categories: Collection<CategoryDocument>;
  readonly households: Collection<HouseholdDocument>;
};

/** `generation` is the current one unless a rebuild fills another. */
export async function openDatabase(url: string, wanted?: number): Promise<Database> {
  const client = new MongoClient(url, {
    useBigInt64: true,
    writeConcern: { w: 'majority', journal: true },
    retryWrites: false,
    serverSelectionTimeoutMS: TIMEOUT_MS,
    socketTimeoutMS: TIMEOUT_MS,
  });
  const db = client.db();
  const generation = wanted ?? (await currentGeneration(db));
  return {
    client,
    db,
    generation,
    budgets: db.collection('budget'),
    facts: db.collection(generationOf('fact', generation)),
    sums: db.collection(generationOf('daily_sums', generation)),
    categories: db.collection(generationOf('category_copy', generation)),
    households: db.collection(generationOf('household_copy', generation)),
  };
}

type Parts = {
  readonly idempotency: Pick<MongoIdempotency, 'migrate'>;
  readonly sums: { migrate(): Promise<void>; isMigrated(): Promise<boolean> };
};

export const databaseCommands = (database: Database, { idempotency, sums }: Parts) => ({
  async migrate(): Promise<void> {
    const { client, budgets, facts, categories } = database;
    await client.connect();
    await budgets.createIndex({ household_id: 1 });
    await facts.createIndex({ household_id: 1, date: 1 });
    await categories.createIndex({ household_id: 1 });
    await assignSlots(budgets);
    await budgets.createIndex({ slot: 1 }, { unique: true });
    await sums.migrate();
    await idempotency.migrate();
  },
  async assertCurrent(): Promise<void> {
    await database.client.connect();
    if (!(await sums.isMigrated())) throw new Error('The schema is older than this process. Run migrate.');
  },
  close: () => database.client.close(),
});

/** Budgets from before slots were introduced get theirs. */
async function assignSlots(budgets: Collection<BudgetDocument>): Promise<void> {
  for await (const { _id, household_id, deleted } of budgets.find({ slot: { $exists: false } })) {
    const number = await budgets.countDocuments({ household_id, deleted: false, slot: { $exists: true } });
    await budgets.updateOne({ _id }, { $set: { slot: deleted ? freedSlot(_id) : slotOf(household_id, number) } });
  }
}

/** Derived collections. A rebuild makes them again from the topics, in a new generation; budgets and their alerts stay. */
const DERIVED = ['fact', 'daily_sums', 'category_copy', 'household_copy', 'skipped', 'watermark'] as const;

/** Name of a derived collection in a generation. */
export const generationOf = (name: (typeof DERIVED)[number], generation: number): string =>
  generation === 0 ? name : `${name}_${generation}`;

type GenerationDocument = { _id: 'current'; generation: number };
const generations = (db: Db): Collection<GenerationDocument> => db.collection('generation');

export const currentGeneration = async (db: Db): Promise<number> =>
  Number((await generations(db).findOne({ _id: 'current' }))?.generation ?? 0);

/** Processes that start from now on use this generation. */
export async function setGeneration(db: Db, generation: number): Promise<void> {
  await generations(db).updateOne({ _id: 'current' }, { $set: { generation } }, { upsert: true });
}

/** Drops the derived collections of every generation but the current one. */
export async function dropOtherGenerations(db: Db, current: number): Promise<void> {
  const kept = DERIVED.map((name) => generationOf(name, current));
  const isDerived = (name: string) => DERIVED.some((derived) => name === derived || name.startsWith(`${derived}_`));
  for (const { name } of await db.listCollections().toArray())
    if (isDerived(name) && !kept.includes(name)) await db.dropCollection(name);
}
