/** Reads what is derived from topics: facts and their sums, categories and time zones. */
import type { Database } from './database.ts';
import { type CategoryReplica, type Household, toCategory, toFact, toHousehold } from './rows.ts';
import type { MonthId, MonthSums } from './spending/daily-sums.ts';
import type { Fact } from './spending/entry.ts';
import { readMonths } from './sums.ts';

/** Households whose categories are kept in memory. */
const MAX_CACHED_HOUSEHOLDS = 1_000;

export const queries = (database: Database) => {
  const { facts, households } = database;
  const categories = categoryQueries(database);
  return {
    ...categories,
    /** Facts of transactions. */
    async factsOf(transactionIds: readonly string[]): Promise<Fact[]> {
      return (await facts.find({ _id: { $in: [...transactionIds] } }).toArray()).map(toFact);
    },
    /** Daily sums by month, also of months without spending. */
    sumsOf: (ids: readonly MonthId[]): Promise<Map<MonthId, MonthSums>> => readMonths(database, ids),
    async households(ids: readonly string[]): Promise<Map<string, Household>> {
      if (ids.length === 0) return new Map();
      const found = new Map((await households.find({ _id: { $in: [...ids] } }).toArray()).map((one) => [one._id, one]));
      return new Map(ids.map((id) => [id, toHousehold(found.get(id))]));
    },
  };
};

function categoryQueries({ categories }: Database) {
  const cached = new Map<string, { readonly revision: string; readonly tree: readonly CategoryReplica[] }>();
  const read = async (household: string): Promise<CategoryReplica[]> =>
    (await categories.find({ household_id: household }).toArray()).map(toCategory);
  return {
    categories: read,
    /** A household's categories, from memory while no category was written since its `categoryRevision` was read. */
    async categoryTree(
      household: string,
      { categoryRevision: revision }: Household,
    ): Promise<readonly CategoryReplica[]> {
      const known = cached.get(household);
      if (revision !== undefined && known?.revision === revision) return known.tree;
      const tree = await read(household);
      if (cached.size >= MAX_CACHED_HOUSEHOLDS) cached.clear();
      if (revision !== undefined) cached.set(household, { revision, tree });
      return tree;
    },
  };
}
