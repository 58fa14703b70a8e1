/** What effects of events write: facts, replicas and alerts. Each is one document, and written only when newer. */
import { randomUUID } from 'node:crypto';
import type { Filter } from 'mongodb';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import { type Apply, mongoApply } from '#kit/store/mongo/apply.ts';
import type { MongoCheckpoints } from '#kit/store/mongo/checkpoints.ts';
import { outboxEntries } from '#kit/store/mongo/outbox.ts';
import { putNewer } from '#kit/store/mongo/replicas.ts';
import type { AlertedBudget, Alerts } from './alert/rules.ts';
import type { Database } from './database.ts';
import type { HouseholdErasure } from './erasure.ts';
import { factCommits } from './facts.ts';
import { type BudgetDocument, type Household, toHousehold, UNKNOWN_HOUSEHOLD } from './rows.ts';

type Parts = { readonly checkpoints: MongoCheckpoints; readonly erasure: HouseholdErasure };

/** `wake` is called after each alert. */
export function effects(database: Database, { checkpoints, erasure }: Parts, wake: () => void) {
  const { budgets, categories, households } = database;
  const apply = mongoApply(checkpoints, erasure.sweep);
  const applyAndErase: Apply = (batch, effect) =>
    apply(batch, async (events) => {
      const swept = await effect(events);
      for (const { change, householdId, version } of events)
        if (change.case === 'householdDeleted') await erasure.erase(householdId, version);
      return swept;
    });
  return {
    apply: applyAndErase,
    /** For an effect that needs the households after its writes: reads them, and deletes what was written for erased ones. */
    async sweep(ids: readonly string[]): Promise<Map<string, Household>> {
      const found = new Map((await erasure.sweep(ids)).map((one) => [one._id, one]));
      return new Map(ids.map((id) => [id, toHousehold(found.get(id))]));
    },

    /** Records alerts with their events in one compare-and-set. Returns false when the budget has changed meanwhile. */
    async recordAlerts({ budget, alerted }: AlertedBudget, { keys, events }: Alerts): Promise<boolean> {
      const unchanged: Filter<BudgetDocument> = {
        _id: budget.id,
        version: BigInt(budget.etag),
        deleted: false,
        fired: { $nin: [...keys] },
      };
      const { matchedCount } = await budgets.updateOne(unchanged, {
        $push: { fired: { $each: [...keys] }, outbox: { $each: outboxEntries(events) } },
      });
      if (matchedCount === 1) wake();
      return matchedCount === 1 || keys.every((key) => alerted.has(key));
    },
    ...factCommits(database),
    /** Stores a category that is newer than the stored one. One of the same version completes a replica without a kind. */
    async putCategory({ id, householdId, etag, parentId, kind }: Category): Promise<void> {
      const version = BigInt(etag);
      await putNewer(categories, { _id: id, version, household_id: householdId, parent_id: parentId, kind });
      await categories.updateOne({ _id: id, version, kind: { $exists: false } }, { $set: { kind } });
      // After the write: who reads the new revision also reads the category.
      const revision = { $set: { 'index.category_revision': randomUUID() }, $setOnInsert: UNKNOWN_HOUSEHOLD };
      await households.updateOne({ _id: householdId }, revision, { upsert: true });
    },
    /** Stores a household's time zone when it is newer than the stored one. */
    putHousehold: (id: string, version: bigint, timeZone: string): Promise<void> =>
      putNewer(households, { _id: id, version, time_zone: timeZone, deleted: false }),
  };
}
