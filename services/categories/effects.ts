/** What effects of events write: categories that Melo creates itself. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import type { Change } from '#kit/rpc/write-context.ts';
import { type Apply, sqlApply } from '#kit/store/sql/apply.ts';
import type { HouseholdErasure } from '#kit/store/sql/erasure.ts';
import { appendOutbox } from '#kit/store/sql/outbox.ts';
import { lockTree, putCategory } from './commits.ts';
import { CategoryRow, toCategory } from './rows.ts';

/** `wake` is called after each applied batch. */
export function effects(fork: () => EntityManager, erasure: HouseholdErasure, wake: () => void) {
  const apply = sqlApply(fork, erasure);
  const applyAndWake: Apply = async (batch, effect) => {
    await apply(batch, effect);
    wake();
  };
  return {
    apply: applyAndWake,
    /** A household's categories, which no other transaction changes until this one ends. */
    async lockedCategories(em: EntityManager, household: string): Promise<Category[]> {
      await lockTree(em, household);
      return (await em.find(CategoryRow, { householdId: household })).map(toCategory);
    },
    /** Categories with their events. */
    async putCategories(em: EntityManager, changes: readonly Change<Category>[]): Promise<void> {
      for (const change of changes) await putCategory(em, change);
      await appendOutbox(
        em,
        changes.flatMap(({ events }) => events),
      );
    },
  };
}
