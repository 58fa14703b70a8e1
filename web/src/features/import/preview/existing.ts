/** The existing transactions that rows of a preview match or resemble. */
import { createClient } from '@connectrpc/connect';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PreviewRow } from '#gen/melo/transactions/v1/import_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { transport } from '../../../api/transport.ts';

/** The contract's limit of one call. */
const MAX_BATCH_IDS = 200;
const client = createClient(TransactionService, transport);

/** Transactions by ID. */
export type Existing = ReadonlyMap<string, Transaction>;

export function useExisting(rows: readonly PreviewRow[]): Existing {
  const ids = [...new Set(rows.map((row) => row.existingTransactionId).filter(Boolean))];
  const { data } = useQuery({
    queryKey: ['import-existing', ...ids],
    queryFn: async ({ signal }) => {
      const found: Transaction[] = [];
      for (let at = 0; at < ids.length; at += MAX_BATCH_IDS)
        found.push(
          ...(await client.batchGetTransactions({ ids: ids.slice(at, at + MAX_BATCH_IDS) }, { signal })).transactions,
        );
      return new Map(found.map((transaction) => [transaction.id, transaction]));
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
  return data ?? new Map();
}
