/** What the server would make of the file with a mapping; asked again as the mapping changes. */
import { toJsonString } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type Mapping, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { FILE_CALL_MS, transport } from '../../data/transport.ts';
import type { Source } from './import-page.tsx';
import { lacking } from './roles.ts';

const SETTLE_MS = 350;
const client = createClient(ImportService, transport);

export function usePreview(source: Source, mapping: Mapping) {
  const [settled] = useDebouncedValue(mapping, SETTLE_MS);
  return useQuery({
    queryKey: ['import-preview', source.accountId, source.fileName, source.content.length, toKey(settled)],
    queryFn: ({ signal }) => client.previewImport({ ...source, mapping: settled }, { signal, timeoutMs: FILE_CALL_MS }),
    enabled: lacking(settled) === undefined,
    placeholderData: (shown) => shown,
    gcTime: 0,
  });
}

const toKey = (mapping: Mapping): string => toJsonString(MappingSchema, mapping);
