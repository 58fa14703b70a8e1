/** Resolves categories from replicas, and from the owner on a miss, so that a category created a moment ago can be used at once. */
import type { Client } from '@connectrpc/connect';
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { CategoryInternalService } from '#gen/melo/categories/v1/category_internal_service_pb.ts';
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { callDependency } from '#kit/rpc/dependency.ts';
import type { BudgetStore } from './store.ts';

/** Maximum ids per request to the owner. */
const ID_BATCH_SIZE = 200;

export type Owner = Pick<Client<typeof CategoryInternalService>, 'batchGetCategoryReplicas'>;

/** Kinds of a household's categories by id, including those that the budget names. */
export type ReferenceResolver = (household: string, budget: Budget) => Promise<ReadonlyMap<string, CategoryKind>>;

/** Reads replicas; fetches missing ones from their owner and stores them. Errors: DEPENDENCY_UNAVAILABLE. */
export function createReferenceResolver(store: BudgetStore, owner: Owner): ReferenceResolver {
  const readKinds = async (household: string) =>
    new Map(
      (await store.categories(household)).flatMap(({ id, kind }) => (kind === undefined ? [] : [[id, kind] as const])),
    );
  return async (household, { lines }) => {
    const known = await readKinds(household);
    const missing = [...new Set(lines.flatMap(({ categoryIds }) => categoryIds))].filter((id) => !known.has(id));
    if (missing.length === 0) return known;
    for (let i = 0; i < missing.length; i += ID_BATCH_SIZE) {
      const ids = missing.slice(i, i + ID_BATCH_SIZE);
      const { categories } = await callDependency('categories', () => owner.batchGetCategoryReplicas({ ids }));
      for (const category of categories) await store.putCategory(category);
    }
    return readKinds(household);
  };
}
