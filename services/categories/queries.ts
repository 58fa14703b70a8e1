/** Reads categories and trees of categories. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoryRow, toCategory } from './rows.ts';

/** All categories of a household, and the version of that set. */
export type Tree = { readonly version: bigint; readonly categories: readonly Category[] };

export const queries = (fork: () => EntityManager) => ({
  /** All categories of households. A household has a few hundred at most. */
  async categoriesOf(households: readonly string[]): Promise<Category[]> {
    const rows = await fork().find(CategoryRow, { householdId: [...households] }, { orderBy: { id: 'asc' } });
    return rows.map(toCategory);
  },
  async categories(ids: readonly string[], households: readonly string[]): Promise<Category[]> {
    return (await fork().find(CategoryRow, { id: [...ids], householdId: [...households] })).map(toCategory);
  },
  /** Categories for replicas in other services. */
  async replicas(ids: readonly string[]): Promise<Category[]> {
    return (await fork().find(CategoryRow, { id: [...ids] })).map(toCategory);
  },
  /** Categories of a household after an ID, for pages. */
  async page(household: string, after: string, limit: number): Promise<Category[]> {
    const where = { householdId: household, ...(after && { id: { $gt: after } }) };
    return (await fork().find(CategoryRow, where, { orderBy: { id: 'asc' }, limit })).map(toCategory);
  },

  /** A household's categories. The version is read first, so that a commit detects whether they have changed since. */
  async tree(household: string): Promise<Tree> {
    const em = fork();
    const [row] = await em.execute<{ version: string }[]>('select version from category_tree where household_id = ?', [
      household,
    ]);
    const categories = await em.find(CategoryRow, { householdId: household }, { orderBy: { id: 'asc' } });
    return { version: BigInt(row?.version ?? 0), categories: categories.map(toCategory) };
  },
});
