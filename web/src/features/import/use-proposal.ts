/** Sends the chosen file to the server, which proposes a mapping. */
import { createClient } from '@connectrpc/connect';
import { useMutation } from '@tanstack/react-query';
import { ImportService, type ProposeMappingResponse } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { FILE_CALL_MS, transport } from '../../api/transport.ts';
import { rememberAccount } from '../add/remembered.ts';
import type { Source } from './source.ts';

/** The contract's limits of a file. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_NAME_LENGTH = 200;

const client = createClient(ImportService, transport);

export type Proposed = (source: Source, proposal: ProposeMappingResponse) => void;

export function useProposal(accountId: string, next: Proposed) {
  const { locale } = useCurrentHousehold();
  return useMutation({
    mutationFn: async (file: File) => {
      const content = new Uint8Array(await file.arrayBuffer());
      const source = { accountId, fileName: file.name.slice(-MAX_NAME_LENGTH), content };
      return { source, proposal: await client.proposeMapping({ ...source, locale }, { timeoutMs: FILE_CALL_MS }) };
    },
    onSuccess: ({ source, proposal }) => {
      rememberAccount(accountId);
      next(source, proposal);
    },
  });
}
