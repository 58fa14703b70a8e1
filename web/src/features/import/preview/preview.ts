/** The preview of an import, page by page. It is fetched again when the mapping changes. */
import { toJsonString } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type Mapping, MappingSchema, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { isBusy } from '../../../api/error-codes.ts';
import { isUnavailable } from '../../../api/query.ts';
import { FILE_CALL_MS, transport } from '../../../api/transport.ts';
import { lacking } from '../roles.ts';
import type { Source } from '../source.ts';

const SETTLE_MS = 350;
/** The server reads one file of a user at a time, and an earlier preview may still be running. */
const BUSY_TRIES = 20;
const BUSY_MS = 500;
const client = createClient(ImportService, transport);

/** Rows in these states; all rows without states. `counts` are those of the whole file. */
export function usePreview(
  source: Source,
  mapping: Mapping,
  { states = [], moveOpeningDate = false }: { states?: readonly RowState[]; moveOpeningDate?: boolean } = {},
) {
  const [settled] = useDebouncedValue(mapping, SETTLE_MS);
  const { accountId, fileName, content } = source;
  return useInfiniteQuery({
    queryKey: [
      'import-preview',
      accountId,
      fileName,
      content.length,
      toJsonString(MappingSchema, settled),
      moveOpeningDate,
      ...states,
    ],
    queryFn: ({ signal, pageParam }) =>
      client.previewImport(
        { ...source, mapping: settled, states: [...states], pageToken: pageParam, moveOpeningDate },
        { signal, timeoutMs: FILE_CALL_MS },
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
    select: ({ pages }) => ({
      rows: pages.flatMap(({ rows }) => rows),
      counts: countsOf(pages[0]?.counts ?? []),
      earlyRows: pages[0]?.earlyRows,
    }),
    enabled: lacking(settled) === undefined,
    placeholderData: keepPreviousData,
    retry: (count, error) => (isBusy(error) ? count < BUSY_TRIES : count < 2 && isUnavailable(error)),
    retryDelay: BUSY_MS,
    gcTime: 0,
  });
}

export type Counts = ReadonlyMap<RowState, number>;

const countsOf = (counts: readonly { readonly state: RowState; readonly rowCount: number }[]): Counts =>
  new Map(counts.map(({ state, rowCount }) => [state, rowCount]));

/** Number of rows in these states in the whole file; of all rows without states. */
export const countIn = (counts: Counts, ...states: readonly RowState[]): number =>
  [...counts].reduce((sum, [state, count]) => sum + (states.length === 0 || states.includes(state) ? count : 0), 0);

/** Number of rows that create or match a transaction by default. */
export const takenIn = (counts: Counts): number => countIn(counts, RowState.NEW, RowState.MERGE);
