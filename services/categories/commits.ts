/** Commits of categories: a change with its events and its response, in one transaction. */
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { commitSql } from '#kit/store/sql/commit.ts';
import type { HouseholdErasure } from '#kit/store/sql/erasure.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import type { Tree } from './queries.ts';
import { CategoryRow, fromCategory } from './rows.ts';

/** `wake` is called after each commit. */
export const commits = (fork: () => EntityManager, erasure: HouseholdErasure, wake: () => void) => ({
  /**
   * A new or changed category of a tree. Errors: StaleDecisionError when the tree has changed meanwhile,
   * DuplicateRequestError.
   */
  async commit<Response extends object>(
    write: WriteContext,
    change: Change<Category>,
    response: Response,
    tree: Tree,
  ): Promise<Response> {
    const { householdId } = (change.after ?? change.before)!;
    try {
      await commitSql(fork, write, { events: change.events, response }, async (em) => {
        if ((await lockTree(em, householdId)) !== tree.version + 1n) throw new StaleDecisionError(householdId);
        await putCategory(em, change);
      });
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) throw new StaleDecisionError(householdId);
      throw error;
    }
    await erasure.sweep(householdId);
    wake();
    return response;
  },
});

/** Within a transaction: locks the household's tree until it ends, and returns the tree's next version. */
export async function lockTree(em: EntityManager, household: string): Promise<bigint> {
  const [row] = await em.execute<{ version: string }[]>(
    `insert into category_tree (household_id, version) values (?, 1)
     on conflict (household_id) do update set version = category_tree.version + 1 returning version`,
    [household],
  );
  return BigInt(row!.version);
}

/** Within a transaction: a new or changed category. */
export async function putCategory(em: EntityManager, { before, after }: Change<Category>): Promise<void> {
  if (!before) {
    await em.insert(CategoryRow, fromCategory(after!));
    return;
  }
  const version = { id: before.id, version: BigInt(before.etag) };
  if ((await em.nativeUpdate(CategoryRow, version, fromCategory(after!))) !== 1)
    throw new StaleDecisionError(before.householdId);
}
