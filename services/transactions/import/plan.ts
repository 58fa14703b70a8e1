/** What a file will do to the ledger: the same plan is previewed and committed. */
import { create } from '@bufbuild/protobuf';
import {
  type Import,
  ImportSchema,
  type PreviewRow,
  PreviewRowSchema,
  RowState,
} from '#gen/melo/transactions/v1/import_pb.ts';
import {
  type Origin,
  OriginSchema,
  type Transaction,
  TransactionSchema,
  TransactionStatus,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Act, Change } from '#kit/act.ts';
import { timestamp } from '#kit/clock.ts';
import { money } from '#kit/money.ts';
import type { Known, KnownAccount } from '../known.ts';
import { createTransaction, updateTransaction } from '../transaction.ts';
import { type Existing, type Matched, matchRows } from './match.ts';
import type { BadRow, Statement, StatementRow } from './statement.ts';

export type Planned = { readonly matched: readonly Matched[]; readonly bad: readonly BadRow[] };

/** Every row's fate; rows before the account's opening are bad ones. */
export function planImport({ rows, bad }: Statement, account: KnownAccount, existing: readonly Existing[]): Planned {
  const early = rows.filter(({ date }) => date < account.openingDate);
  const problem = `This account is kept from ${account.openingDate} on; move its opening date back to take older rows.`;
  const usable = rows.filter(({ date }) => date >= account.openingDate);
  return {
    matched: matchRows(usable, existing),
    bad: [...bad, ...early.map(({ rowNumber }) => ({ rowNumber, problem }))],
  };
}

/** The plan as rows of a preview, in the file's order. */
export function previewOf({ matched, bad }: Planned, account: KnownAccount): PreviewRow[] {
  const good = matched.map(({ row, state, existingId }) =>
    create(PreviewRowSchema, {
      rowNumber: row.rowNumber,
      state,
      transaction: transactionOf(row, account),
      existingTransactionId: existingId ?? '',
    }),
  );
  const errors = bad.map((row) => create(PreviewRowSchema, { ...row, state: RowState.ERROR }));
  return [...good, ...errors].sort((a, b) => a.rowNumber - b.rowNumber);
}

export type Tag = { importId?: string; bankId: string | null; importKey: string; occurrence: number };

/** The import with its changes and what the ledger's rows remember of it; `merging` holds the hand-made entries by id. */
export function commitOf(
  plan: Planned,
  account: KnownAccount,
  fileName: string,
  excluded: ReadonlySet<number>,
  merging: ReadonlyMap<string, Transaction>,
  known: Known,
  act: Act,
) {
  const done: Import = create(ImportSchema, {
    id: act.id(),
    householdId: account.householdId,
    accountId: account.id,
    fileName,
    errorCount: plan.bad.length,
    createTime: timestamp(act.now),
  });
  const changes: Change<Transaction>[] = [];
  const tags = new Map<string, Tag>();
  for (const { row, state, importKey, occurrence, existingId } of plan.matched) {
    const tag = { bankId: row.bankId || null, importKey, occurrence };
    if (state === RowState.DUPLICATE || excluded.has(row.rowNumber)) {
      done.duplicateCount += state === RowState.DUPLICATE ? 1 : 0;
    } else if (state === RowState.MERGE) {
      const before = merging.get(existingId!)!;
      // The bank confirms what was pending; what was reconciled stays so.
      const { PENDING, CLEARED } = TransactionStatus;
      const status = before.status === PENDING ? CLEARED : before.status;
      changes.push(updateTransaction(before, { ...before, status }, false, known, act));
      tags.set(before.id, tag);
      done.mergedCount += 1;
    } else {
      const change = createTransaction(
        transactionOf(row, account),
        account.householdId,
        known,
        act,
        originOf(row, done.id),
      );
      changes.push(change);
      tags.set(change.after.id, { ...tag, importId: done.id });
      done.createdCount += 1;
    }
  }
  return { done, changes, tags };
}

const transactionOf = (row: StatementRow, account: KnownAccount): Transaction =>
  create(TransactionSchema, {
    accountId: account.id,
    householdId: account.householdId,
    postingDate: row.date,
    amount: money(account.currency, row.minorUnits),
    payee: row.payee,
    note: row.note,
    status: TransactionStatus.CLEARED,
  });

const originOf = ({ bankId }: StatementRow, importId: string): Origin => create(OriginSchema, { importId, bankId });
