/** Commits of the ledger: changes with their events and the response, in one transaction. */
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Import } from '#gen/melo/transactions/v1/import_pb.ts';
import type { Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { commitSql } from '#kit/store/sql/commit.ts';
import type { HouseholdErasure } from '#kit/store/sql/erasure.ts';
import type { MariadbWriter } from '#kit/store/sql/mariadb-writer.ts';
import { allInOrder, type Sql } from '#kit/store/sql/rows.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import { commitImport, type ImportCommit } from './import/store/commit.ts';
import { revertImportRows } from './import/store/revert.ts';
import type { Resolving } from './schedule/resolve.ts';
import { putOccurrence, putSchedule } from './schedule/store/put.ts';
import { put } from './transaction/store/put.ts';
import { moveSums } from './transaction/store/sums.ts';

type Parts = {
  readonly writer: MariadbWriter;
  readonly erasure: HouseholdErasure;
  /** Called after each commit. */
  wake(): void;
};

export function commits({ writer, erasure, wake }: Parts) {
  const open = () => writer;
  async function committed<Response>(household: string, commit: () => Promise<Response>): Promise<Response> {
    try {
      const response = await commit();
      await erasure.sweep(household);
      wake();
      return response;
    } catch (error) {
      // A concurrent import has created one of these rows.
      if (error instanceof UniqueConstraintViolationException) throw new StaleDecisionError(household);
      throw error;
    }
  }
  return {
    /** New, changed or deleted transactions of a household. Errors: StaleDecisionError, DuplicateRequestError. */
    commit: <Response extends object>(
      write: WriteContext,
      household: string,
      changes: readonly Change<Transaction>[],
      response: Response,
    ): Promise<Response> =>
      committed(household, () =>
        commitSql(open, write, { events: eventsOf(changes), response }, (sql) => putTransactions(sql, write, changes)),
      ),
    /** The transactions and rows of an import. Errors: StaleDecisionError, DuplicateRequestError. */
    commitImport: <Response extends object>(
      write: WriteContext,
      household: string,
      response: Response,
      commit: ImportCommit,
    ): Promise<Response> => committed(household, () => commitImport(writer, write, response, commit)),
    /** A reverted import with the changes of its transactions. Errors: StaleDecisionError, DuplicateRequestError. */
    commitRevert: <Response extends object>(
      write: WriteContext,
      { id, householdId }: Import,
      changes: readonly Change<Transaction>[],
      response: Response,
    ): Promise<Response> =>
      committed(householdId, () =>
        commitSql(open, write, { events: eventsOf(changes), response }, async (sql) => {
          await revertImportRows(sql, id, write.now.epochMilliseconds);
          await putTransactions(sql, write, changes);
        }),
      ),
    /** A new, changed or deleted schedule. Errors: StaleDecisionError, DuplicateRequestError. */
    commitSchedule: <Response extends object>(
      write: WriteContext,
      change: Change<Schedule>,
      response: Response,
    ): Promise<Response> =>
      committed((change.after ?? change.before)!.householdId, () =>
        commitSql(open, write, { events: change.events, response }, (sql) => putSchedule(sql, change)),
      ),
    /** A resolved or reopened occurrence with what was posted for it. Errors: StaleDecisionError, DuplicateRequestError. */
    commitOccurrence: <Response extends object>(
      write: WriteContext,
      { change, row, posted }: Resolving,
      response: Response,
    ): Promise<Response> =>
      committed(change.after.householdId, () =>
        commitSql(open, write, { events: [...eventsOf(posted), ...change.events], response }, async (sql) => {
          await allInOrder([
            putSchedule(sql, change),
            putOccurrence(sql, change.after, row),
            putTransactions(sql, write, posted),
          ]);
        }),
      ),
  };
}

const eventsOf = (changes: readonly Change<Transaction>[]) => changes.flatMap(({ events }) => events);

async function putTransactions(sql: Sql, write: WriteContext, changes: readonly Change<Transaction>[]): Promise<void> {
  await allInOrder([put(sql, write, changes), moveSums(sql, changes)]);
}
