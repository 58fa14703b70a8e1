/** Copies of categories, asked for once on a miss: a category that was just created must work at once. */
import type { Client } from '@connectrpc/connect';
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { callDependency } from '#kit/rpc/dependency.ts';
import type { BudgetStore } from './store.ts';

/** Most ids of one question to the owner. */
const CHUNK = 200;

export type Owner = Pick<Client<typeof CategoryService>, 'batchGetCategoryCopies'>;

/** Kinds of a household's categories by ID, those that the budget names among them. */
export type ReferenceResolver = (household: string, budget: Budget) => Promise<ReadonlyMap<string, CategoryKind>>;

/** Looks up copies; what is not here is asked of its owner, and kept. Errors: DEPENDENCY_UNAVAILABLE. */
export function createReferenceResolver(store: BudgetStore, owner: Owner): ReferenceResolver {
  const here = async (household: string) =>
    new Map(
      (await store.categories(household)).flatMap(({ id, kind }) => (kind === undefined ? [] : [[id, kind] as const])),
    );
  return async (household, { lines }) => {
    const known = await here(household);
    const missing = [...new Set(lines.flatMap(({ categoryIds }) => categoryIds))].filter((id) => !known.has(id));
    if (missing.length === 0) return known;
    for (let i = 0; i < missing.length; i += CHUNK) {
      const ids = missing.slice(i, i + CHUNK);
      const { categories } = await callDependency('categories', () => owner.batchGetCategoryCopies({ ids }));
      for (const category of categories) await store.putCategory(category);
    }
    return here(household);
  };
}
