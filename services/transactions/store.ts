/** The ledger in MariaDB: rows and messages, queries, commits. */
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { topics } from '#infra/topology.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { sqlApply } from '#kit/store/sql/apply.ts';
import { freshness, sqlCheckpoints } from '#kit/store/sql/checkpoints.ts';
import { commitSql } from '#kit/store/sql/commit.ts';
import { openDatabase } from '#kit/store/sql/database.ts';
import { householdErasure } from '#kit/store/sql/erasure.ts';
import { sqlIdempotency } from '#kit/store/sql/idempotency.ts';
import { sqlOutbox } from '#kit/store/sql/outbox.ts';
import { promoteReplicas } from '#kit/store/sql/replicas.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import { createBulkWriter } from './bulk.ts';
import { type ImportCommit, importCommit } from './import/store/commit.ts';
import { ImportRow, imports } from './import/store/imports.ts';
import { createReplicas } from './references/replicas.ts';
import { type Filter, marks } from './transaction/store/filter.ts';
import { type After, pageRows, totals } from './transaction/store/list.ts';
import { type ImportProvenances, put } from './transaction/store/put.ts';
import { type LedgerRecord, type LineRecord, toTransaction } from './transaction/store/rows.ts';
import { moveSums } from './transaction/store/sums.ts';

export type TransactionStore = Awaited<ReturnType<typeof openStore>>;

/** Tables that hold a household's rows; lines and history go with their transactions. */
const OWN_TABLES = [
  'ledger',
  'month_sum',
  'import',
  'mapping',
  'left_out_row',
  'joined_row',
  'account_copy',
  'category_copy',
  'household_copy',
];

/** Topics that copies are made of. */
const COPIED = [topics.account, topics.category, topics.household];

export async function openStore(url: string, wake: () => void) {
  const database = await openDatabase({
    dialect: 'mariadb',
    url,
    entities: [ImportRow],
    migrations: `${import.meta.dirname}/migrations`,
  });
  const { fork } = database;
  const bulk = createBulkWriter(url);
  const erasure = householdErasure(fork, 'mariadb', OWN_TABLES);

  /** Transactions of rows, their lines in one more query. */
  async function withLines(em: EntityManager, rows: readonly LedgerRecord[]): Promise<Transaction[]> {
    if (rows.length === 0) return [];
    const lines = await em.execute<LineRecord[]>(
      `select * from line where transaction_id in (${marks(rows)}) order by transaction_id, position`,
      rows.map(({ id }) => id),
    );
    const byTransaction = Map.groupBy(lines, ({ transaction_id }) => transaction_id);
    return rows.map((row) => toTransaction(row, byTransaction.get(row.id) ?? []));
  }

  /** Transactions of ids in the ids' order. */
  async function load(ids: readonly string[], visible: readonly string[], condition: string): Promise<Transaction[]> {
    if (ids.length === 0 || visible.length === 0) return [];
    const em = fork();
    const rows = await em.execute<LedgerRecord[]>(
      `select * from ledger where id in (${marks(ids)}) and household_id in (${marks(visible)}) ${condition}`,
      [...ids, ...visible],
    );
    const byId = new Map((await withLines(em, rows)).map((transaction) => [transaction.id, transaction]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  return {
    ...database,
    idempotency: sqlIdempotency(fork),
    outbox: sqlOutbox(fork),
    checkpoints: sqlCheckpoints(fork),
    apply: sqlApply(fork, erasure),
    copies: createReplicas(fork),
    erasure,
    imports: imports(fork),

    /** Live transactions by id. */
    transactions: (ids: readonly string[], visible: readonly string[]) => load(ids, visible, 'and deleted_ms is null'),
    /** Transactions by id, deleted ones too. */
    anyTransactions: (ids: readonly string[], visible: readonly string[]) => load(ids, visible, ''),
    async list(filter: Filter, after: After | undefined, limit: number) {
      const em = fork();
      const [transactions, sums, { incomplete }] = await Promise.all([
        pageRows(em, filter, after, limit).then((rows) => withLines(em, rows)),
        totals(fork(), filter),
        freshness(fork(), topics.category, filter.householdId),
      ]);
      return { transactions, ...sums, incomplete };
    },

    /** Commits changes of one household all or none, with what an import writes beside. Errors: StaleDecisionError, DuplicateRequestError. */
    async commit<Response extends object>(
      write: WriteContext,
      household: string,
      changes: readonly Change<Transaction>[],
      response: Response,
      tags: ImportProvenances = new Map(),
      beside: (em: EntityManager) => Promise<void> = async () => {},
    ): Promise<Response> {
      const events = changes.flatMap((change) => change.events);
      return committed(household, () =>
        commitSql(fork, write, { events, response }, async (em) => {
          await beside(em);
          await put(em, write, changes, tags);
          await moveSums(em, changes);
        }),
      );
    },
    /** Commits an import all or none. Errors: ETAG_MISMATCH, DuplicateRequestError. */
    commitImport: <Response extends object>(
      write: WriteContext,
      household: string,
      response: Response,
      commit: ImportCommit,
    ) => committed(household, () => importCommit(bulk, write, response, commit)),
    async close() {
      await bulk.close();
      await database.close();
    },
  };

  async function committed<Response>(household: string, commit: () => Promise<Response>): Promise<Response> {
    try {
      const response = await commit();
      await erasure.sweep(household);
      wake();
      return response;
    } catch (error) {
      // Another import brought one of these rows in between.
      if (error instanceof UniqueConstraintViolationException) throw new StaleDecisionError(household);
      throw error;
    }
  }
}

/** Copies alone are derived here: a database beside is filled from their topics, and its rows put in the place of the live ones. */
export async function openShadowStore(url: string, live: TransactionStore) {
  const place = new URL(url);
  const name = `${place.pathname.slice(1)}_beside`;
  place.pathname = `/${name}`;
  const run = (sql: string) => live.fork().execute(sql, [], 'run');
  await run(`drop database if exists ${name}`);
  await run(`create database ${name}`);
  const store = await openStore(place.href, () => {});
  await store.migrate();
  return {
    store,
    async promote() {
      await promoteReplicas(live.fork, name, ['account_copy', 'category_copy', 'household_copy', 'erased'], COPIED);
      await run(`drop database ${name}`);
    },
  };
}
