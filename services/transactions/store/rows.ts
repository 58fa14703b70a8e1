/** Rows of the ledger and the messages they stand for. */
import { create } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import {
  type Transaction,
  TransactionSchema,
  type TransactionStatus,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import { money } from '#kit/money.ts';

export const LedgerRow = defineEntity({
  name: 'LedgerRow',
  tableName: 'ledger',
  properties: {
    id: p.string().primary(),
    householdId: p.string(),
    accountId: p.string(),
    postingDate: p.string(),
    minorUnits: p.bigint('bigint'),
    currency: p.string(),
    payee: p.string(),
    note: p.string(),
    status: p.tinyint(),
    transferId: p.string().nullable(),
    counterTransactionId: p.string().nullable(),
    counterAccountId: p.string().nullable(),
    importId: p.string().nullable(),
    bankId: p.string().nullable(),
    importKey: p.string().nullable(),
    occurrence: p.integer().nullable(),
    deletedMs: p.bigint('number').nullable(),
    createMs: p.bigint('number'),
    version: p.bigint('bigint'),
  },
});

export const LineRow = defineEntity({
  name: 'LineRow',
  tableName: 'line',
  properties: {
    transactionId: p.string().primary(),
    position: p.integer().primary(),
    categoryId: p.string().nullable(),
    minorUnits: p.bigint('bigint'),
    tags: p.string(),
    note: p.string(),
  },
});

type Ledger = InferEntity<typeof LedgerRow>;
type Line = InferEntity<typeof LineRow>;

/** The transaction of a row and its lines, in their order. */
export const toTransaction = (row: Ledger, lines: readonly Line[]): Transaction =>
  create(TransactionSchema, {
    id: row.id,
    householdId: row.householdId,
    accountId: row.accountId,
    postingDate: row.postingDate,
    amount: money(row.currency, row.minorUnits),
    payee: row.payee,
    note: row.note,
    status: row.status as TransactionStatus,
    lines: lines.map((line) => ({
      categoryId: line.categoryId ?? '',
      amount: money(row.currency, line.minorUnits),
      tags: JSON.parse(line.tags) as string[],
      note: line.note,
    })),
    ...(row.transferId && {
      transfer: {
        id: row.transferId,
        counterTransactionId: row.counterTransactionId!,
        counterAccountId: row.counterAccountId!,
      },
    }),
    ...(row.importId && { origin: { importId: row.importId, bankId: row.bankId ?? '' } }),
    createTime: timestampFromMs(row.createMs),
    ...(row.deletedMs && { deleteTime: timestampFromMs(row.deletedMs) }),
    etag: row.version.toString(),
  });

/** The row of a transaction, without what only an import knows. */
export const toLedgerRow = (transaction: Transaction) => ({
  id: transaction.id,
  householdId: transaction.householdId,
  accountId: transaction.accountId,
  postingDate: transaction.postingDate,
  minorUnits: transaction.amount!.minorUnits,
  currency: transaction.amount!.currencyCode,
  payee: transaction.payee,
  note: transaction.note,
  status: transaction.status,
  transferId: transaction.transfer?.id ?? null,
  counterTransactionId: transaction.transfer?.counterTransactionId ?? null,
  counterAccountId: transaction.transfer?.counterAccountId ?? null,
  deletedMs: transaction.deleteTime ? timestampMs(transaction.deleteTime) : null,
  createMs: timestampMs(transaction.createTime!),
  version: BigInt(transaction.etag),
});

export const toLineRows = ({ id, lines }: Transaction) =>
  lines.map((line, position) => ({
    transactionId: id,
    position,
    categoryId: line.categoryId || null,
    minorUnits: line.amount!.minorUnits,
    tags: JSON.stringify(line.tags),
    note: line.note,
  }));
