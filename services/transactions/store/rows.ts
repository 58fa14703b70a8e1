/** Rows of the ledger and the messages they stand for. */
import { create } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { defineEntity, p } from '@mikro-orm/core';
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

/** A row as the driver reads it; numbers beyond 2^53 come as strings. */
export type LedgerRecord = {
  readonly id: string;
  readonly household_id: string;
  readonly account_id: string;
  readonly posting_date: string;
  readonly minor_units: string | number;
  readonly currency: string;
  readonly payee: string;
  readonly note: string;
  readonly status: number;
  readonly transfer_id: string | null;
  readonly counter_transaction_id: string | null;
  readonly counter_account_id: string | null;
  readonly import_id: string | null;
  readonly bank_id: string | null;
  readonly deleted_ms: string | number | null;
  readonly create_ms: string | number;
  readonly version: string | number;
};

export type LineRecord = {
  readonly transaction_id: string;
  readonly category_id: string | null;
  readonly minor_units: string | number;
  readonly tags: string;
  readonly note: string;
};

/** The transaction of a row and its lines, in their order. */
export const toTransaction = (row: LedgerRecord, lines: readonly LineRecord[]): Transaction =>
  create(TransactionSchema, {
    id: row.id,
    householdId: row.household_id,
    accountId: row.account_id,
    postingDate: row.posting_date,
    amount: money(row.currency, BigInt(row.minor_units)),
    payee: row.payee,
    note: row.note,
    status: row.status as TransactionStatus,
    lines: lines.map((line) => ({
      categoryId: line.category_id ?? '',
      amount: money(row.currency, BigInt(line.minor_units)),
      tags: JSON.parse(line.tags) as string[],
      note: line.note,
    })),
    ...(row.transfer_id && {
      transfer: {
        id: row.transfer_id,
        counterTransactionId: row.counter_transaction_id!,
        counterAccountId: row.counter_account_id!,
      },
    }),
    ...(row.import_id && { origin: { importId: row.import_id, bankId: row.bank_id ?? '' } }),
    createTime: timestampFromMs(Number(row.create_ms)),
    ...(row.deleted_ms !== null && { deleteTime: timestampFromMs(Number(row.deleted_ms)) }),
    etag: String(row.version),
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
