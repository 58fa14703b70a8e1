/** Converts rows of the ledger to messages and back. */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type {
  Line,
  Origin,
  Transaction,
  TransactionStatus,
  Transfer,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import { timestampOfMs } from '#kit/values/dates.ts';
import { money } from '#kit/values/money.ts';

/** A row as the drivers return it. */
export type LedgerRecord = {
  readonly id: string;
  readonly household_id: string;
  readonly account_id: string;
  readonly posting_date: string;
  readonly minor_units: string | number | bigint;
  readonly currency: string;
  readonly payee: string;
  readonly note: string;
  readonly status: number;
  readonly transfer_id: string | null;
  readonly counter_transaction_id: string | null;
  readonly counter_account_id: string | null;
  readonly import_id: string | null;
  readonly bank_id: string | null;
  readonly foreign_units: string | number | bigint | null;
  readonly foreign_currency: string | null;
  readonly deleted_ms: string | number | bigint | null;
  readonly create_ms: string | number | bigint;
  readonly version: string | number | bigint;
};

export type LineRecord = {
  readonly transaction_id: string;
  readonly category_id: string | null;
  readonly minor_units: string | number | bigint;
  readonly tags: string;
  readonly note: string;
};

/**
 * The transaction of a row and its ordered lines. A plain object: a page has hundreds of messages, and `create` looks at every field
 * of each (`rows.test.ts` compares the two).
 */
export const toTransaction = (row: LedgerRecord, lines: readonly LineRecord[]): Transaction => ({
  $typeName: 'melo.transactions.v1.Transaction',
  id: row.id,
  householdId: row.household_id,
  accountId: row.account_id,
  postingDate: row.posting_date,
  amount: money(row.currency, BigInt(row.minor_units)),
  payee: row.payee,
  note: row.note,
  status: row.status as TransactionStatus,
  lines: lines.map((line) => toLine(line, row.currency)),
  ...(row.transfer_id && { transfer: transferOf(row, row.transfer_id) }),
  ...(row.import_id && { origin: originOf(row, row.import_id) }),
  createTime: timestampOfMs(Number(row.create_ms)),
  ...(row.deleted_ms !== null && { deleteTime: timestampOfMs(Number(row.deleted_ms)) }),
  etag: String(row.version),
});

const toLine = (line: LineRecord, currency: string): Line => ({
  $typeName: 'melo.transactions.v1.Line',
  categoryId: line.category_id ?? '',
  amount: money(currency, BigInt(line.minor_units)),
  tags: line.tags === NO_TAGS ? [] : (JSON.parse(line.tags) as string[]),
  note: line.note,
});

const NO_TAGS = '[]';

const transferOf = (row: LedgerRecord, id: string): Transfer => ({
  $typeName: 'melo.transactions.v1.Transfer',
  id,
  counterTransactionId: row.counter_transaction_id!,
  counterAccountId: row.counter_account_id!,
});

const originOf = (row: LedgerRecord, importId: string): Origin => ({
  $typeName: 'melo.transactions.v1.Origin',
  importId,
  bankId: row.bank_id ?? '',
  ...(row.foreign_currency && { foreignAmount: money(row.foreign_currency, BigInt(row.foreign_units ?? 0)) }),
});

/** The row of a transaction, without import provenance. */
export const toLedgerRow = (transaction: Transaction) => ({
  id: transaction.id,
  household_id: transaction.householdId,
  account_id: transaction.accountId,
  posting_date: transaction.postingDate,
  minor_units: transaction.amount!.minorUnits,
  currency: transaction.amount!.currencyCode,
  payee: transaction.payee,
  note: transaction.note,
  status: transaction.status,
  transfer_id: transaction.transfer?.id ?? null,
  counter_transaction_id: transaction.transfer?.counterTransactionId ?? null,
  counter_account_id: transaction.transfer?.counterAccountId ?? null,
  deleted_ms: transaction.deleteTime ? timestampMs(transaction.deleteTime) : null,
  create_ms: timestampMs(transaction.createTime!),
  foreign_units: transaction.origin?.foreignAmount?.minorUnits ?? null,
  foreign_currency: transaction.origin?.foreignAmount?.currencyCode ?? null,
  version: BigInt(transaction.etag),
});

export const toLineRows = ({ id, lines }: Transaction) =>
  lines.map((line, position) => ({
    transaction_id: id,
    position,
    category_id: line.categoryId || null,
    minor_units: line.amount!.minorUnits,
    tags: JSON.stringify(line.tags),
    note: line.note,
  }));
