/** Reading lists of transactions: the first page, the next one, and again what is in view and no longer up to date. */
import { createClient } from '@connectrpc/connect';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { type ListTransactionsResponse, TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { queryClient, STALE_MS } from '../query.ts';
import { writesDone } from '../refetch.ts';
import { transport } from '../transport.ts';
import { isOverwritten, LEDGER } from './cache.ts';
import { type Chunk, firstChunk, type Ledger, refreshed, withNext } from './chunks.ts';
import { isWhole, type LedgerRequest } from './request.ts';

const PAGE_ROWS = 100;
/** The most that the contract allows: of a filter, in and out are known when all rows are loaded. */
const MAX_PAGE_ROWS = 200;
/** How long a list that is not shown is kept, to be there at once on the way back. */
const KEPT_MS = 15 * 60_000;

const client = createClient(TransactionService, transport);
const reading = new Set<string>();

type Read = { readonly page: ListTransactionsResponse; readonly readAt: number };

/** The list as far as it is loaded. That of the previous request stays until the new one is loaded. */
export function useLedger(request: LedgerRequest, { enabled = true } = {}) {
  return useQuery({
    queryKey: [LEDGER, request],
    queryFn: async ({ signal }) => {
      const { page, readAt } = await readOnce({ request, pageToken: '', pageSize: pageRows(request) }, signal);
      return firstChunk(page, readAt);
    },
    enabled,
    placeholderData: keepPreviousData,
    // Chunks are read again one by one.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
    structuralSharing: false,
  });
}

/** Loads the next rows. */
export function useMore(request: LedgerRequest) {
  const [state, setState] = useState<{ readonly loading: boolean; readonly error?: unknown }>({ loading: false });
  const more = useCallback(() => {
    setState({ loading: true });
    readNext(request, pageRows(request)).then(
      () => setState({ loading: false }),
      (error: unknown) => setState({ loading: false, error }),
    );
  }, [request]);
  return { more, ...state };
}

/** Loads all rows. */
export async function readAll(request: LedgerRequest): Promise<Ledger | undefined> {
  while (cached(request)?.next) await readNext(request, MAX_PAGE_ROWS);
  return cached(request);
}

/** Reads chunks in view again that changed, or that are old when the page or the window is entered. */
export function useFresh(request: LedgerRequest, chunksInView: readonly Chunk[]): void {
  const [since, setSince] = useState(() => Date.now() - STALE_MS);
  useEffect(() => {
    const look = () => setSince(Date.now() - STALE_MS);
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, []);
  useEffect(() => {
    for (const { token, readAt } of chunksInView) if (readAt < since) void readAgain(request, token);
  }, [request, chunksInView, since]);
}

const pageRows = (request: LedgerRequest): number => (isWhole(request) ? PAGE_ROWS : MAX_PAGE_ROWS);

const cached = (request: LedgerRequest): Ledger | undefined => queryClient.getQueryData([LEDGER, request]);

async function readNext(request: LedgerRequest, pageSize: number): Promise<void> {
  const token = cached(request)?.next;
  if (!token) return;
  const { page, readAt } = await readPage({ request, pageToken: token, pageSize });
  change(request, (list) => (list.next === token ? withNext(list, page, readAt) : list));
}

/** When it fails, the rows stay as they are; they are tried again at the next change. */
async function readAgain(request: LedgerRequest, token: string): Promise<void> {
  const key = JSON.stringify([request, token]);
  if (reading.has(key)) return;
  reading.add(key);
  try {
    const { page, readAt } = await readPage({ request, pageToken: token, pageSize: pageRows(request) });
    change(request, (list) => refreshed(list, token, page, readAt));
  } catch {
    change(request, (list) => ({ ...list, chunks: list.chunks.map((one) => ({ ...one, readAt: Date.now() })) }));
  } finally {
    reading.delete(key);
  }
}

const change = (request: LedgerRequest, by: (list: Ledger) => Ledger): unknown =>
  queryClient.setQueryData<Ledger>([LEDGER, request], (list) => list && by(list));

type Wanted = { readonly request: LedgerRequest; readonly pageToken: string; readonly pageSize: number };

/** A page, repeated as all reads are. */
const readPage = (wanted: Wanted): Promise<Read> =>
  queryClient.fetchQuery({
    queryKey: ['ledger-page', wanted],
    queryFn: () => readOnce(wanted),
    staleTime: 0,
    gcTime: 0,
  });

/** A page that has all writes of this device. */
async function readOnce({ request, ...wanted }: Wanted, signal?: AbortSignal): Promise<Read> {
  for (;;) {
    await writesDone();
    const readAt = Date.now();
    const page = await client.listTransactions({ ...request, ...wanted }, signal ? { signal } : {});
    if (!isOverwritten(readAt)) return { page, readAt };
  }
}
