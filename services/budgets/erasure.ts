/** Erases the documents of households that were deleted. */
import { putNewer } from '#kit/store/mongo/replicas.ts';
import type { Database } from './database.ts';
import type { HouseholdDocument } from './rows.ts';

/** Collections with a household's documents, of every generation. */
const OF_HOUSEHOLDS = /^(budget|fact(_\d+)?|daily_sums(_\d+)?|category_copy(_\d+)?)$/;

export type HouseholdErasure = ReturnType<typeof householdErasure>;

export function householdErasure({ db, households }: Database) {
  async function deleteDocuments(ids: readonly string[]): Promise<void> {
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
      if (OF_HOUSEHOLDS.test(name)) await db.collection(name).deleteMany({ household_id: { $in: [...ids] } });
    await households.updateMany({ _id: { $in: [...ids] } }, { $unset: { index: 1 } });
  }
  return {
    /** Marks a household as erased, then deletes its documents. */
    async erase(household: string, version: bigint): Promise<void> {
      await putNewer(households, { _id: household, version, time_zone: '', deleted: true });
      await deleteDocuments([household]);
    },
    /** After a write: reads the households, and deletes what was written for those that were erased meanwhile. */
    async sweep(written: readonly string[]): Promise<HouseholdDocument[]> {
      const found = await households.find({ _id: { $in: [...written] } }).toArray();
      const erased = found.flatMap(({ _id, deleted }) => (deleted ? [_id] : []));
      if (erased.length > 0) await deleteDocuments(erased);
      return found;
    },
  };
}
