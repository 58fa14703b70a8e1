/** Sums the facts of a store from before sums were kept. */
import type { Database } from './database.ts';
import { type MonthId, monthId } from './spending/daily-sums.ts';
import { sumMonths } from './sums.ts';

export function sumsMigration(database: Database) {
  const isMigrated = async () => (await database.sums.indexes().catch(() => [])).length > 1;
  return {
    isMigrated,
    /** The index comes last, because it says that all is summed. */
    async migrate(): Promise<void> {
      if (await isMigrated()) return;
      await sumAll(database);
      await database.sums.createIndex({ household_id: 1 });
    },
  };
}

async function sumAll(database: Database): Promise<void> {
  const ids = new Set<MonthId>();
  const days = database.facts.find({}, { projection: { household_id: 1, date: 1 } });
  for await (const { household_id, date } of days) ids.add(monthId(household_id, date));
  await sumMonths(database, [...ids]);
}
