/** Budgets, spending facts and copies in MongoDB: documents and messages, queries, commits; single-document updates only. */
import { fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { type Collection, type Db, type Filter, MongoClient, type UpdateFilter } from 'mongodb';
import { type Budget, BudgetSchema } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { Category, CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import type { AnyEvent, EventBatch } from '#kit/store/checkpoints.ts';
import { mongoApply } from '#kit/store/mongo/apply.ts';
import { mongoCheckpoints } from '#kit/store/mongo/checkpoints.ts';
import { isDuplicate } from '#kit/store/mongo/driver.ts';
import { mongoIdempotency, type Written, withoutIdempotencyKey } from '#kit/store/mongo/idempotency.ts';
import { mongoOutbox, type OutboxEntry, outboxEntries } from '#kit/store/mongo/outbox.ts';
import { putNewer } from '#kit/store/mongo/replicas.ts';
import type { OutboxEvent } from '#kit/store/outbox.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import type { Node } from '#kit/values/tree.ts';
import type { AlertKey } from './alert/rules.ts';
import type { Fact } from './spending/entry.ts';

type BudgetDocument = {
  _id: string;
  household_id: string;
  version: bigint;
  budget: JsonValue;
  deleted: boolean;
  slot: Slot;
  /** Alerts told, by line, period and threshold; truth, not a read model. */
  fired: AlertKey[];
  outbox: OutboxEntry[];
  /** Requests that have written it, the last ones. */
  written: Written[];
};
type FactDocument = {
  _id: string;
  household_id: string;
  version: bigint;
  date: string;
  pending: boolean;
  lines: { category_id: string; currency: string; minor_units: bigint }[];
};
/** `kind` is missing in copies that were made before budgets asked for it. */
type CategoryDocument = { _id: string; household_id: string; version: bigint; parent_id: string; kind?: CategoryKind };

/** A category as budgets know it. */
export type CategoryReplica = Node & { readonly kind?: CategoryKind | undefined };
/**
 * One of the places for budgets that a household has, `<household>|<number>`, and unique: without transactions over several
 * documents this is how two writers who both see room for one more are kept from both adding it. Deleted budgets have none.
 */
export type Slot = string;
const slotOf = (household: string, place: number): Slot => `${household}|${place}`;
const freedSlot = (id: string): Slot => `deleted|${id}`;

/** Of an erased household the mark that it is gone stays. */
type HouseholdDocument = { _id: string; version: bigint; time_zone: string; deleted: boolean };

/** Requests a document remembers. */
const WRITTEN_KEPT = 20;
const TIMEOUT_MS = 5_000;

export type StoredBudget = { readonly budget: Budget; readonly fired: ReadonlySet<AlertKey> };
export type BudgetStore = Awaited<ReturnType<typeof openStore>>;

/** `generation` of what is derived: unless told, the current one. */
export async function openStore(url: string, wake: () => void, generation?: number) {
  const client = new MongoClient(url, {
    useBigInt64: true,
    writeConcern: { w: 'majority', journal: true },
    retryWrites: false,
    serverSelectionTimeoutMS: TIMEOUT_MS,
    socketTimeoutMS: TIMEOUT_MS,
  });
  const db = client.db();
  const own = generation ?? (await currentGeneration(db));
  const budgets: Collection<BudgetDocument> = db.collection('budget');
  const facts: Collection<FactDocument> = db.collection(named('fact', own));
  const categories: Collection<CategoryDocument> = db.collection(named('category_copy', own));
  const households: Collection<HouseholdDocument> = db.collection(named('household_copy', own));
  const idempotency = mongoIdempotency(db, 'budget');

  /** Of every generation: those that were replaced stay until the next one is made. */
  async function eraseAll(ids: readonly string[]): Promise<void> {
    const theirs = { household_id: { $in: [...ids] } };
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
      if (/^(budget|fact(_\d+)?|category_copy(_\d+)?)$/.test(name)) await db.collection(name).deleteMany(theirs);
  }

  /** Erases what came of households that were gone by then. */
  async function sweep(touched: readonly string[]): Promise<void> {
    const gone = await households.find({ _id: { $in: [...touched] }, deleted: true }).toArray();
    if (gone.length > 0) await eraseAll(gone.map(({ _id }) => _id));
  }

  /** Marks a household as erased, then deletes its documents; what is written meanwhile falls to `sweep`. */
  async function erase(household: string, version: bigint): Promise<void> {
    await putNewer(households, { _id: household, version, time_zone: '', deleted: true });
    await eraseAll([household]);
  }

  const checkpoints = mongoCheckpoints(db, {
    checkpoints: named('watermark', own),
    deadLetters: named('skipped', own),
  });
  const apply = mongoApply(checkpoints, sweep);

  return {
    idempotency,
    outbox: mongoOutbox(db, ['budget']),
    checkpoints,
    /** Applies events; erases households that they end, and what other topics bring of erased ones. */
    async apply<Event extends AnyEvent>(
      batch: EventBatch<Event>,
      effect: (events: readonly Event[]) => Promise<void>,
    ): Promise<void> {
      await apply(batch, async (events) => {
        await effect(events);
        for (const { change, householdId, version } of events)
          if (change.case === 'householdDeleted') await erase(householdId, version);
      });
    },

    async budgets(ids: readonly string[], visible: readonly string[]): Promise<Budget[]> {
      const found = await budgets
        .find({ _id: { $in: [...ids] }, household_id: { $in: [...visible] }, deleted: false })
        .toArray();
      return found.map(toBudget);
    },
    /** Budgets of a household after an id, for pages. */
    async page(household: string, after: string, limit: number): Promise<Budget[]> {
      const where = { household_id: household, deleted: false, _id: { $gt: after } };
      return (await budgets.find(where).sort({ _id: 1 }).limit(limit).toArray()).map(toBudget);
    },
    /** The lowest of so many slots that no budget of the household has; undefined when there is none. */
    async freeSlot(household: string, most: number): Promise<Slot | undefined> {
      const taken = new Set(await budgets.distinct('slot', { household_id: household, deleted: false }));
      return Array.from({ length: most }, (_, i) => slotOf(household, i)).find((slot) => !taken.has(slot));
    },
    /** All budgets of a household with the alerts they have told. */
    async stored(household: string): Promise<StoredBudget[]> {
      const found = await budgets.find({ household_id: household, deleted: false }).toArray();
      return found.map((document) => ({ budget: toBudget(document), fired: new Set(document.fired) }));
    },
    async facts(household: string, from: string, to: string): Promise<Fact[]> {
      const found = await facts.find({ household_id: household, date: { $gte: from, $lte: to } }).toArray();
      return found.map(toFact);
    },
    /** Facts of transactions by id, where there are any. */
    async factsOf(transactionIds: readonly string[]): Promise<Fact[]> {
      return (await facts.find({ _id: { $in: [...transactionIds] } }).toArray()).map(toFact);
    },
    async categories(household: string): Promise<CategoryReplica[]> {
      const found = await categories.find({ household_id: household }).toArray();
      return found.map(({ _id, parent_id, kind }) => ({ id: _id, parentId: parent_id, kind }));
    },
    async timeZone(household: string): Promise<string> {
      return (await households.findOne({ _id: household }))?.time_zone ?? 'UTC';
    },

    /** Errors: StaleDecisionError, DuplicateRequestError. */
    async commit<Response extends object>(
      write: WriteContext,
      change: Change<Budget>,
      response: Response,
      slot?: Slot,
    ): Promise<Response> {
      await idempotency.once(write, response, (written) => put(budgets, change, written, slot));
      // Its household may have ended in between, and been swept before this was there.
      await sweep([(change.after ?? change.before)!.householdId]);
      wake();
      return response;
    },
    /** Sets fired marks and their events in one compare-and-set; false when the budget changed meanwhile. */
    async fire(
      { budget, fired }: StoredBudget,
      marks: readonly AlertKey[],
      events: readonly OutboxEvent[],
    ): Promise<boolean> {
      const unchanged: Filter<BudgetDocument> = {
        _id: budget.id,
        version: BigInt(budget.etag),
        deleted: false,
        fired: { $nin: [...marks] },
      };
      const { matchedCount } = await budgets.updateOne(unchanged, {
        $push: { fired: { $each: [...marks] }, outbox: { $each: outboxEntries(events) } },
      });
      if (matchedCount === 1) wake();
      return matchedCount === 1 || marks.every((mark) => fired.has(mark));
    },
    /** Keeps facts, one of a transaction, that are newer than what is kept. */
    async putFacts(newer: readonly Fact[]): Promise<void> {
      if (newer.length === 0) return;
      const writes = newer.map((fact) => ({
        updateOne: {
          filter: { _id: fact.transactionId, version: { $lt: fact.version } },
          update: { $set: { ...fromFact(fact), version: fact.version } },
          upsert: true,
        },
      }));
      await facts.bulkWrite(writes, { ordered: false });
    },
    /** Keeps a copy that is newer; one of the same version completes a copy that has no kind yet. */
    async putCategory({ id, householdId, etag, parentId, kind }: Category): Promise<void> {
      const version = BigInt(etag);
      await putNewer(categories, { _id: id, version, household_id: householdId, parent_id: parentId, kind });
      await categories.updateOne({ _id: id, version, kind: { $exists: false } }, { $set: { kind } });
    },
    putHousehold: (id: string, version: bigint, timeZone: string) =>
      putNewer(households, { _id: id, version, time_zone: timeZone, deleted: false }),

    async migrate(): Promise<void> {
      await client.connect();
      await budgets.createIndex({ household_id: 1 });
      await facts.createIndex({ household_id: 1, date: 1 });
      await categories.createIndex({ household_id: 1 });
      await giveSlots(budgets);
      await budgets.createIndex({ slot: 1 }, { unique: true });
      await idempotency.migrate();
    },
    async assertCurrent(): Promise<void> {
      await client.connect();
      const indexes = await facts.indexes().catch(() => []);
      if (indexes.length < 2) throw new Error('the schema is older than this process: run migrate');
    },
    close: () => client.close(),
  };
}

/** Generations of what is derived here: plans, and the alerts they have told, are not. The first has no number in its names. */
const DERIVED = ['fact', 'category_copy', 'household_copy', 'skipped', 'watermark'] as const;
const named = (name: (typeof DERIVED)[number], generation: number) =>
  generation === 0 ? name : `${name}_${generation}`;

type GenerationDocument = { _id: 'current'; generation: number };

/** An empty generation beside the one that answers; processes that start after it took over answer from it. */
export async function openShadowStore(url: string) {
  const client = await MongoClient.connect(url);
  const db = client.db();
  const current = await currentGeneration(db);
  const generation = current + 1;
  const used = DERIVED.map((name) => named(name, current));
  const isOld = (name: string) => DERIVED.some((one) => name === one || name.startsWith(`${one}_`));
  for (const { name } of await db.listCollections().toArray())
    if (isOld(name) && !used.includes(name)) await db.dropCollection(name);
  const store = await openStore(url, () => {}, generation);
  await store.migrate();
  return {
    store,
    async promote() {
      await generations(db).updateOne({ _id: 'current' }, { $set: { generation } }, { upsert: true });
      await client.close();
    },
  };
}

const generations = (db: Db): Collection<GenerationDocument> => db.collection('generation');

export const currentGeneration = async (db: Db): Promise<number> =>
  Number((await generations(db).findOne({ _id: 'current' }))?.generation ?? 0);

/** Budgets of before there were slots get theirs. */
async function giveSlots(budgets: Collection<BudgetDocument>): Promise<void> {
  for await (const { _id, household_id, deleted } of budgets.find({ slot: { $exists: false } })) {
    const place = await budgets.countDocuments({ household_id, deleted: false, slot: { $exists: true } });
    await budgets.updateOne({ _id }, { $set: { slot: deleted ? freedSlot(_id) : slotOf(household_id, place) } });
  }
}

async function put(
  budgets: Collection<BudgetDocument>,
  { before, after, events }: Change<Budget>,
  written: Written | undefined,
  slot: Slot | undefined,
): Promise<void> {
  const outbox = outboxEntries(events);
  if (!before) {
    const document = {
      household_id: after!.householdId,
      version: 1n,
      budget: toJson(BudgetSchema, after!),
      deleted: false,
    };
    const first = { fired: [], outbox, written: [written ?? withoutIdempotencyKey(after!.id)] };
    try {
      await budgets.insertOne({ _id: after!.id, ...document, ...first, slot: slot! });
    } catch (error) {
      // Another budget took the slot meanwhile; any other clash is of the request.
      if (isDuplicate(error) && (await budgets.findOne({ slot: slot! })))
        throw new StaleDecisionError(after!.householdId);
      throw error;
    }
    return;
  }
  const next = after
    ? { version: BigInt(after.etag), budget: toJson(BudgetSchema, after) }
    : { version: BigInt(before.etag) + 1n, deleted: true, slot: freedSlot(before.id) };
  const update: UpdateFilter<BudgetDocument> = {
    $set: next,
    $push: { outbox: { $each: outbox }, ...(written && { written: { $each: [written], $slice: -WRITTEN_KEPT } }) },
  };
  const { matchedCount } = await budgets.updateOne(
    { _id: before.id, version: BigInt(before.etag), deleted: false },
    update,
  );
  if (matchedCount !== 1) throw new StaleDecisionError(before.id);
}

const toBudget = ({ budget }: BudgetDocument): Budget => fromJson(BudgetSchema, budget);

const toFact = (document: FactDocument): Fact => ({
  transactionId: document._id,
  householdId: document.household_id,
  version: document.version,
  date: document.date,
  pending: document.pending,
  lines: document.lines.map((line) => ({
    categoryId: line.category_id,
    currency: line.currency,
    minorUnits: line.minor_units,
  })),
});

const fromFact = (fact: Fact): Omit<FactDocument, '_id' | 'version'> => ({
  household_id: fact.householdId,
  date: fact.date,
  pending: fact.pending,
  lines: fact.lines.map((line) => ({
    category_id: line.categoryId,
    currency: line.currency,
    minor_units: line.minorUnits,
  })),
});
