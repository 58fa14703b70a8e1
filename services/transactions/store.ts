/** The ledger in MariaDB: rows and messages, queries, commits. */
import { type Message, toJsonString } from '@bufbuild/protobuf';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Transaction, TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { topics } from '#infra/map.ts';
import type { Act, Change } from '#kit/act.ts';
import { replaceCopies } from '#kit/events/copies.ts';
import { endings } from '#kit/events/ended.ts';
import { type Cell, freshness, insertAll, sqlOutbox, sqlPositions, updateRow } from '#kit/events/sql.ts';
import { commitSql, openDatabase, sqlRequests } from '#kit/orm.ts';
import { StaleDecisionError } from '#kit/stale.ts';
import type { Tag } from './import/plan.ts';
import { copies } from './store/copies.ts';
import { type Filter, marks } from './store/filter.ts';
import { ImportRow, imports, MappingRow } from './store/imports.ts';
import { type After, pageRows, totals } from './store/list.ts';
import { type LedgerRecord, type LineRecord, toLedgerRow, toLineRows, toTransaction } from './store/rows.ts';
import { moveSums } from './store/sums.ts';

export type TransactionStore = Awaited<ReturnType<typeof openStore>>;

/** Tables that hold a household's rows; lines and history go with their transactions. */
const OWN_TABLES = ['ledger', 'month_sum', 'import', 'mapping', 'account_copy', 'category_copy'];

/** Topics that copies are made of. */
const COPIED = [topics.account, topics.category, topics.household];

/** What an import knows of its rows, by transaction id. */
export type Tags = ReadonlyMap<string, Tag>;

export async function openStore(url: string, wake: () => void) {
  const entities = [ImportRow, MappingRow];
  const database = await openDatabase('mariadb', url, entities, `${import.meta.dirname}/migrations`);
  const { fork } = database;
  const ended = endings(fork, 'mariadb', OWN_TABLES);

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
    requests: sqlRequests(fork),
    outbox: sqlOutbox(fork),
    positions: sqlPositions(fork),
    copies: copies(fork),
    endings: ended,
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

    /** Commits changes of one household all or none, with what an import writes beside. Errors: StaleDecisionError, TicketTaken. */
    async commit<Answer extends Message>(
      act: Act,
      household: string,
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
            await moveSums(em, changes);
          },
        );
      } catch (error) {
        // Another import brought one of these rows in between.
        if (error instanceof UniqueConstraintViolationException) throw new StaleDecisionError(household);
        throw error;
      }
      await ended.sweep(household);
      wake();
      return answer;
    },
  };
}

/** Copies alone are derived here: a database beside is filled from their topics, and its rows put in the place of the live ones. */
export async function openBeside(url: string, live: TransactionStore) {
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
    async takeOver() {
      await replaceCopies(live.fork, name, ['account_copy', 'category_copy', 'erased'], COPIED);
      await run(`drop database ${name}`);
    },
  };
}

async function put(em: EntityManager, act: Act, changes: readonly Change<Transaction>[], tags: Tags): Promise<void> {
  const created = changes.flatMap(({ before, after }) => (before ? [] : [after!]));
  // A tag may leave out what another has; all rows of an insert have the same columns.
  const tagged = created.map((transaction) => ({
    ...toLedgerRow(transaction),
    ...NO_TAG,
    ...tagOf(tags, transaction),
  }));
  await insertAll(em, 'ledger', tagged);
  await insertAll(em, 'line', created.flatMap(toLineRows));
  for (const { before, after } of changes) if (before) await replace(em, act, before, after!, tagOf(tags, before));
}

const NO_TAG = { import_id: null, bank_id: null, import_key: null, occurrence: null };

function tagOf(tags: Tags, { id }: Transaction): Readonly<Record<string, Cell>> {
  const tag = tags.get(id);
  if (!tag) return {};
  const { importId, bankId, importKey, occurrence } = tag;
  return { ...(importId && { import_id: importId }), bank_id: bankId, import_key: importKey, occurrence };
}

async function replace(
  em: EntityManager,
  act: Act,
  before: Transaction,
  after: Transaction,
  tag: Readonly<Record<string, Cell>>,
): Promise<void> {
  const unchanged = { id: before.id, version: BigInt(before.etag) };
  const changed = await updateRow(em, 'ledger', unchanged, { ...toLedgerRow(after), ...tag });
  if (!changed) throw new StaleDecisionError(before.id);
  await em.execute('delete from line where transaction_id = ?', [before.id], 'run');
  await insertAll(em, 'line', toLineRows(after));
  await insertAll(em, 'history', [
    {
      transaction_id: before.id,
      version: BigInt(after.etag),
      actor_id: act.actorId,
      occur_ms: act.now.epochMilliseconds,
      before_json: toJsonString(TransactionSchema, before),
      after_json: toJsonString(TransactionSchema, after),
    },
  ]);
}
