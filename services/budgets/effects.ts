/** What effects of events write: facts, replicas and alerts. Each is one document, and written only when newer. */
import type { Filter } from 'mongodb';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import { type Apply, mongoApply } from '#kit/store/mongo/apply.ts';
import type { MongoCheckpoints } from '#kit/store/mongo/checkpoints.ts';
import { outboxEntries } from '#kit/store/mongo/outbox.ts';
import { putNewer } from '#kit/store/mongo/replicas.ts';
import type { AlertedBudget, Alerts } from './alert/rules.ts';
import type { Database } from './database.ts';
import type { HouseholdErasure } from './erasure.ts';
import { type BudgetDocument, fromFact } from './rows.ts';
import type { Fact } from './spending/entry.ts';

type Parts = { readonly checkpoints: MongoCheckpoints; readonly erasure: HouseholdErasure };

/** `wake` is called after each alert. */
export function effects(
  { budgets, facts, categories, households }: Database,
  { checkpoints, erasure }: Parts,
  wake: () => void,
) {
  const apply = mongoApply(checkpoints, erasure.sweep);
  const applyAndErase: Apply = (batch, effect) =>
    apply(batch, async (events) => {
      await effect(events);
      for (const { change, householdId, version } of events)
        if (change.case === 'householdDeleted') await erasure.erase(householdId, version);
    });
  return {
    apply: applyAndErase,

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
    /** Stores facts that are newer than the stored ones; at most one per transaction. */
    async putFacts(newer: readonly Fact[]): Promise<void> {
      if (newer.length === 0) return;
      const writes = newer.map((fact) => ({
        updateOne: {
          filter: { _id: fact.transactionId, version: { $lt: fact.version } },
          update: { $set: fromFact(fact) },
          upsert: true,
        },
      }));
      await facts.bulkWrite(writes, { ordered: false });
    },
    /** Stores a category that is newer than the stored one. One of the same version completes a replica without a kind. */
    async putCategory({ id, householdId, etag, parentId, kind }: Category): Promise<void> {
      const version = BigInt(etag);
      await putNewer(categories, { _id: id, version, household_id: householdId, parent_id: parentId, kind });
      await categories.updateOne({ _id: id, version, kind: { $exists: false } }, { $set: { kind } });
    },
    /** Stores a household's time zone when it is newer than the stored one. */
    putHousehold: (id: string, version: bigint, timeZone: string): Promise<void> =>
      putNewer(households, { _id: id, version, time_zone: timeZone, deleted: false }),
  };
}
