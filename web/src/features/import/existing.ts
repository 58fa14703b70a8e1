/** The transactions that rows of a preview are compared with. */
import { createClient } from '@connectrpc/connect';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PreviewRow } from '#gen/melo/transactions/v1/import_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { transport } from '../../api/transport.ts';

/** Ids of one call. */
const MOST = 200;
const client = createClient(TransactionService, transport);

export function useExisting(rows: readonly PreviewRow[]): ReadonlyMap<string, Transaction> {
  const ids = [...new Set(rows.map((row) => row.existingTransactionId).filter(Boolean))];
  const { data } = useQuery({
    queryKey: ['import-existing', ...ids],
    queryFn: async ({ signal }) => {
      const found: Transaction[] = [];
      for (let at = 0; at < ids.length; at += MOST)
        found.push(...(await client.batchGetTransactions({ ids: ids.slice(at, at + MOST) }, { signal })).transactions);
      return new Map(found.map((transaction) => [transaction.id, transaction]));
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
  return data ?? new Map();
}
