import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, isMessage, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { TransactionSchema, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { type LedgerRecord, type LineRecord, toTransaction } from './rows.ts';

const BARE: LedgerRecord = {
  id: 'a',
  household_id: 'h',
  account_id: 'k',
  posting_date: '2026-03-01',
  minor_units: -9_007_199_254_740_993n,
  currency: 'EUR',
  payee: 'Market',
  note: '',
  status: TransactionStatus.CLEARED,
  transfer_id: null,
  counter_transaction_id: null,
  counter_account_id: null,
  import_id: null,
  bank_id: null,
  foreign_units: null,
  foreign_currency: null,
  deleted_ms: null,
  create_ms: 1_772_323_200_123n,
  version: 3n,
};
const FULL: LedgerRecord = {
  ...BARE,
  note: 'n',
  transfer_id: 't',
  counter_transaction_id: 'b',
  counter_account_id: 'l',
  import_id: 'i',
  bank_id: 'x1',
  foreign_units: '-1234',
  foreign_currency: 'USD',
  deleted_ms: '1772323200999',
};
const LINES: LineRecord[] = [
  { transaction_id: 'a', category_id: 'c', minor_units: -1n, tags: '["trip","é"]', note: 'first' },
  { transaction_id: 'a', category_id: null, minor_units: '-9007199254740992', tags: '[]', note: '' },
];
const amount = (currencyCode: string, minorUnits: bigint) => ({ currencyCode, minorUnits });

const bareInit = {
  id: 'a',
  householdId: 'h',
  accountId: 'k',
  postingDate: '2026-03-01',
  amount: amount('EUR', -9_007_199_254_740_993n),
  payee: 'Market',
  status: TransactionStatus.CLEARED,
  lines: [
    { categoryId: 'c', amount: amount('EUR', -1n), tags: ['trip', 'é'], note: 'first' },
    { amount: amount('EUR', -9_007_199_254_740_992n) },
  ],
  createTime: timestampFromMs(1_772_323_200_123),
  etag: '3',
};

for (const [name, row, init] of [
  ['without anything optional', BARE, bareInit],
  [
    'with everything optional',
    FULL,
    {
      ...bareInit,
      note: 'n',
      transfer: { id: 't', counterTransactionId: 'b', counterAccountId: 'l' },
      origin: { importId: 'i', bankId: 'x1', foreignAmount: amount('USD', -1_234n) },
      deleteTime: timestampFromMs(1_772_323_200_999),
    },
  ],
] as const)
  test(`a row ${name} is the message that create makes of it`, () => {
    const message = toTransaction(row, LINES);
    const expected = create(TransactionSchema, init);
    assert.ok(isMessage(message, TransactionSchema));
    assert.deepEqual({ ...message }, { ...expected });
    assert.deepEqual(toBinary(TransactionSchema, message), toBinary(TransactionSchema, expected));
  });
