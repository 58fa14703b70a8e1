/** The ledger in MariaDB: rows and messages, queries, commits. */
import { type Message, toJsonString } from '@bufbuild/protobuf';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Transaction, TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Act, Change } from '#kit/act.ts';
import { sqlOutbox, sqlPositions } from '#kit/events/sql.ts';
import { commitSql, openDatabase, sqlRequests } from '#kit/orm.ts';
import { refuse } from '#kit/refuse.ts';
import type { Tag } from './import/plan.ts';
import { copies } from './store/copies.ts';
import { ImportRow, imports, MappingRow } from './store/imports.ts';
import { type After, type Filter, pageIds, totals } from './store/list.ts';
import { LedgerRow, LineRow, toLedgerRow, toLineRows, toTransaction } from './store/rows.ts';

export type TransactionStore = Awaited<ReturnType<typeof openStore>>;

/** Transactions of one insert statement. */
const INSERT_CHUNK = 500;

/** What an import knows of its rows, by transaction id. */
export type Tags = ReadonlyMap<string, Tag>;

export async function openStore(url: string, wake: () => void) {
  const entities = [LedgerRow, LineRow, ImportRow, MappingRow];
  const database = await openDatabase('mariadb', url, entities, `${import.meta.dirname}/migrations`);
  const { fork } = database;

  /** Rows of ids in the ids' order, with their lines in one more query. */
  async function load(em: EntityManager, ids: readonly string[], where: object): Promise<Transaction[]> {
    if (ids.length === 0) return [];
    const rows = await em.find(LedgerRow, { id: [...ids], ...where });
    const lines = await em.find(
      LineRow,
      { transactionId: rows.map(({ id }) => id) },
      { orderBy: { transactionId: 'asc', position: 'asc' } },
    );
    const byTransaction = Map.groupBy(lines, ({ transactionId }) => transactionId);
    const byId = new Map(rows.map((row) => [row.id, toTransaction(row, byTransaction.get(row.id) ?? [])]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  return {
    ...database,
    requests: sqlRequests(fork),
    outbox: sqlOutbox(fork),
    positions: sqlPositions(fork),
    copies: copies(fork),
    imports: imports(fork),

    /** Live transactions by id. */
    transactions: (ids: readonly string[], visible: readonly string[]) =>
      load(fork(), ids, { householdId: [...visible], deletedMs: null }),
    /** Transactions by id, deleted ones too. */
    anyTransactions: (ids: readonly string[], visible: readonly string[]) =>
      load(fork(), ids, { householdId: [...visible] }),
    async list(filter: Filter, after: After | undefined, limit: number) {
      const em = fork();
      const ids = await pageIds(em, filter, after, limit);
      return { transactions: await load(em, ids, {}), ...(await totals(em, filter)) };
    },

    /** Commits changes all or none, with what else `beside` writes. Errors: ETAG_MISMATCH, TicketTaken. */
    async commit<Answer extends Message>(
      act: Act,
      changes: readonly Change<Transaction>[],
      answer: Answer,
      tags: Tags = new Map(),
      beside: (em: EntityManager) => Promise<void> = async () => {},
    ): Promise<Answer> {
      try {
        await commitSql(
          fork,
          act,
          changes.flatMap(({ told }) => told),
          answer,
          async (em) => {
            await beside(em);
            await put(em, act, changes, tags);
          },
        );
      } catch (error) {
        // Another import brought one of these rows in between.
        if (error instanceof UniqueConstraintViolationException) throw refuse.etagMismatch('import');
        throw error;
      }
      wake();
      return answer;
    },
  };
}

async function put(em: EntityManager, act: Act, changes: readonly Change<Transaction>[], tags: Tags): Promise<void> {
  const created = changes.flatMap(({ before, after }) => (before ? [] : [after!]));
  for (let i = 0; i < created.length; i += INSERT_CHUNK) {
    const chunk = created.slice(i, i + INSERT_CHUNK);
    const rows = chunk.map((transaction) => ({ ...toLedgerRow(transaction), ...tags.get(transaction.id) }));
    await em.insertMany(LedgerRow, rows as never[]);
    await em.insertMany(LineRow, chunk.flatMap(toLineRows) as never[]);
  }
  for (const { before, after } of changes) if (before) await replace(em, act, before, after!, tags.get(before.id));
}

async function replace(
  em: EntityManager,
  act: Act,
  before: Transaction,
  after: Transaction,
  tag: Tag | undefined,
): Promise<void> {
  const unchanged = { id: before.id, version: BigInt(before.etag) };
  const changed = await em.nativeUpdate(LedgerRow, unchanged, { ...toLedgerRow(after), ...tag });
  if (changed !== 1) throw refuse.etagMismatch('transaction');
  await em.nativeDelete(LineRow, { transactionId: before.id });
  await em.insertMany(LineRow, toLineRows(after) as never[]);
  await em.execute(
    'insert into history (transaction_id, version, actor_id, occur_ms, before_json, after_json) values (?, ?, ?, ?, ?, ?)',
    [
      before.id,
      after.etag,
      act.actorId,
      act.now.epochMilliseconds,
      toJsonString(TransactionSchema, before),
      toJsonString(TransactionSchema, after),
    ],
    'run',
  );
}
