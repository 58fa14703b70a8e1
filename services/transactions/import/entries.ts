/** Transactions that an import creates, joins, and releases when it is reverted. */
import { create } from '@bufbuild/protobuf';
import {
  type Origin,
  OriginSchema,
  type Transaction,
  TransactionSchema,
  TransactionStatus,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { money } from '#kit/values/money.ts';
import type { KnownAccount, References } from '../references/references.ts';
import { createTransaction, nextVersion, transactionUpdatedEvent, updateTransaction } from '../transaction/rules.ts';
import type { StatementRow } from './formats/statement.ts';
import type { Matched } from './match/types.ts';

/** Creates the transaction of a row. Errors: those of `createTransaction`. */
export const created = (
  { row }: Matched,
  account: KnownAccount,
  importId: string,
  write: WriteContext,
): Change<Transaction> =>
  createTransaction(
    transactionOf(row, account),
    { householdId: account.householdId, origin: originOf(row, importId) },
    knownOnly(account),
    write,
  );

/** Updates the entry that a row joins: a pending one becomes cleared, a reconciled one stays reconciled. */
export function joinedBy(before: Transaction, known: References, write: WriteContext): Change<Transaction> {
  const { PENDING, CLEARED } = TransactionStatus;
  const status = before.status === PENDING ? CLEARED : before.status;
  return updateTransaction(before, { wanted: { ...before, status }, linesGiven: false }, known, write);
}

/** Undoes `joinedBy`, unless the user has changed the status since. */
export function pendingAgain(joined: Transaction, write: WriteContext): Change<Transaction>[] {
  if (joined.status !== TransactionStatus.CLEARED) return [];
  const after = nextVersion({ ...joined, status: TransactionStatus.PENDING }, joined);
  return [{ before: joined, after, events: [transactionUpdatedEvent(joined, after, write)] }];
}

const knownOnly = (account: KnownAccount): References => ({
  accounts: new Map([[account.id, account]]),
  categories: new Map(),
});

/** A row as a transaction of the account. */
export const transactionOf = (row: StatementRow, account: KnownAccount): Transaction =>
  create(TransactionSchema, {
    accountId: account.id,
    householdId: account.householdId,
    postingDate: row.date,
    amount: money(account.currency, row.minorUnits),
    payee: row.payee,
    note: row.note,
    status: TransactionStatus.CLEARED,
  });

const originOf = ({ bankId, foreign }: StatementRow, importId: string): Origin =>
  create(OriginSchema, {
    importId,
    bankId,
    ...(foreign && { foreignAmount: money(foreign.currency, foreign.minorUnits) }),
  });
