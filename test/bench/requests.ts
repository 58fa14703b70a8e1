/** Bodies of calls made beforehand, for callers that only send. */
import { randomUUID } from 'node:crypto';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  CreateTransactionRequestSchema,
  ListTransactionsRequestSchema,
} from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { eur, today } from '../e2e/household.ts';
import type { FloodRequest } from './flood.ts';
import type { Home } from './homes.ts';

const SERVICE = '/melo.transactions.v1.TransactionService';

/** A transaction of one line, as every scenario enters it. */
export function purchase({ checking, groceries }: Pick<Home, 'checking' | 'groceries'>) {
  const amount = eur(-1_234n);
  return {
    accountId: checking,
    postingDate: today.toString(),
    payee: 'Market',
    amount,
    lines: [{ categoryId: groceries, amount }],
  };
}

/** One such transaction, of a request id of its own each time. */
export function creates(home: Home): FloodRequest {
  const requestId = randomUUID();
  const transaction = purchase(home);
  const request = create(CreateTransactionRequestSchema, { transaction, requestId });
  const bytes = Buffer.from(toBinary(CreateTransactionRequestSchema, request));
  return {
    path: `${SERVICE}/CreateTransaction`,
    body: bytes.toString('base64'),
    requestIdAt: bytes.indexOf(requestId),
  };
}

/** A first page of 50. */
export function pages(): FloodRequest {
  const bytes = toBinary(ListTransactionsRequestSchema, create(ListTransactionsRequestSchema, { pageSize: 50 }));
  return { path: `${SERVICE}/ListTransactions`, body: Buffer.from(bytes).toString('base64') };
}
