/** Categories in PostgreSQL: rows and messages, queries, commits. */
import { create } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Category, type CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { sqlApply } from '#kit/store/sql/apply.ts';
import { sqlCheckpoints } from '#kit/store/sql/checkpoints.ts';
import { commitSql } from '#kit/store/sql/commit.ts';
import { openDatabase } from '#kit/store/sql/database.ts';
import { householdErasure } from '#kit/store/sql/erasure.ts';
import { sqlIdempotency } from '#kit/store/sql/idempotency.ts';
import { appendOutbox, sqlOutbox } from '#kit/store/sql/outbox.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import { folded } from './category.ts';

const CategoryRow = defineEntity({
  name: 'CategoryRow',
  tableName: 'category',
  properties: {
    id: p.uuid().primary(),
    householdId: p.uuid(),
    parentId: p.uuid().nullable(),
    name: p.text(),
    foldedName: p.text(),
    kind: p.smallint(),
    icon: p.text(),
    color: p.smallint(),
    position: p.integer(),
    archived: p.boolean(),
    version: p.bigint('bigint'),
    createTime: p.datetime(),
  },
});

/** All categories of a household, and the version of that set. */
export type Tree = { readonly version: bigint; readonly categories: readonly Category[] };

export type CategoryStore = Awaited<ReturnType<typeof openStore>>;

export async function openStore(url: string, wake: () => void) {
  const database = await openDatabase({
    dialect: 'postgres',
    url,
    entities: [CategoryRow],
    migrations: `${import.meta.dirname}/migrations`,
  });
  const { fork } = database;
  const erasure = householdErasure(fork, 'postgres', ['category', 'category_tree']);
  return {
    ...database,
    idempotency: sqlIdempotency(fork),
    outbox: sqlOutbox(fork),
    checkpoints: sqlCheckpoints(fork),
    apply: sqlApply(fork, erasure),

    /** All categories of households; a household has a few hundred at most. */
    async categoriesOf(households: readonly string[]): Promise<Category[]> {
      return (await fork().find(CategoryRow, { householdId: [...households] }, { orderBy: { id: 'asc' } })).map(
        toCategory,
      );
    },
    async categories(ids: readonly string[], households: readonly string[]): Promise<Category[]> {
      return (await fork().find(CategoryRow, { id: [...ids], householdId: [...households] })).map(toCategory);
    },
    async copies(ids: readonly string[]): Promise<Category[]> {
      return (await fork().find(CategoryRow, { id: [...ids] })).map(toCategory);
    },
    /** Categories of one household after an id, for pages. */
    async page(household: string, after: string, limit: number): Promise<Category[]> {
      const where = { householdId: household, ...(after && { id: { $gt: after } }) };
      return (await fork().find(CategoryRow, where, { orderBy: { id: 'asc' }, limit })).map(toCategory);
    },

    /** A household's categories and the version of that set, read before them: a commit finds out whether they are still all. */
    async tree(household: string): Promise<Tree> {
      const em = fork();
      const [row] = await em.execute<{ version: string }[]>(
        'select version from category_tree where household_id = ?',
        [household],
      );
      const categories = await em.find(CategoryRow, { householdId: household }, { orderBy: { id: 'asc' } });
      return { version: BigInt(row?.version ?? 0), categories: categories.map(toCategory) };
    },

    /** Commits what was decided on a tree. Errors: StaleDecisionError when the tree has changed meanwhile, DuplicateRequestError. */
    async commit<Response extends object>(
      write: WriteContext,
      change: Change<Category>,
      response: Response,
      tree: Tree,
    ): Promise<Response> {
      const { householdId } = (change.after ?? change.before)!;
      try {
        await commitSql(fork, write, { events: change.events, response }, async (em) => {
          if ((await bumpTree(em, householdId)) !== tree.version + 1n) throw new StaleDecisionError(householdId);
          await put(em, change);
        });
      } catch (error) {
        if (error instanceof UniqueConstraintViolationException) throw new StaleDecisionError(householdId);
        throw error;
      }
      await erasure.sweep(householdId);
      wake();
      return response;
    },
    /** Within an effect: a household's categories, which nobody else changes until it ends. */
    async within(em: EntityManager, household: string): Promise<Category[]> {
      await bumpTree(em, household);
      return (await em.find(CategoryRow, { householdId: household })).map(toCategory);
    },
    /** Within an effect: several changes with their events. */
    async putAll(em: EntityManager, changes: readonly Change<Category>[]): Promise<void> {
      for (const change of changes) await put(em, change);
      await appendOutbox(
        em,
        changes.flatMap(({ events }) => events),
      );
    },
    erasure,
    wake,
  };
}

/** Locks the household's tree until the transaction ends and answers the version it has from then on. */
async function bumpTree(em: EntityManager, household: string): Promise<bigint> {
  const [row] = await em.execute<{ version: string }[]>(
    `insert into category_tree (household_id, version) values (?, 1)
     on conflict (household_id) do update set version = category_tree.version + 1 returning version`,
    [household],
  );
  return BigInt(row!.version);
}

async function put(em: EntityManager, { before, after }: Change<Category>): Promise<void> {
  if (!before) {
    await em.insert(CategoryRow, fromCategory(after!));
    return;
  }
  const changed = await em.nativeUpdate(
    CategoryRow,
    { id: before.id, version: BigInt(before.etag) },
    fromCategory(after!),
  );
  if (changed !== 1) throw new StaleDecisionError(before.householdId);
}

type Row = InferEntity<typeof CategoryRow>;

const toCategory = (row: Row): Category =>
  create(CategorySchema, {
    id: row.id,
    householdId: row.householdId,
    parentId: row.parentId ?? '',
    name: row.name,
    kind: row.kind as CategoryKind,
    icon: row.icon,
    color: row.color,
    position: row.position,
    archived: row.archived,
    createTime: timestampFromDate(row.createTime),
    etag: row.version.toString(),
  });

const fromCategory = (category: Category) => ({
  id: category.id,
  householdId: category.householdId,
  parentId: category.parentId || null,
  name: category.name,
  foldedName: folded(category.name),
  kind: category.kind,
  icon: category.icon,
  color: category.color,
  position: category.position,
  archived: category.archived,
  version: BigInt(category.etag),
  createTime: timestampDate(category.createTime!),
});
