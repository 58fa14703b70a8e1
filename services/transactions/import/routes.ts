/** ImportService: propose, preview, commit and revert a bank's file. */
import type { ServiceImpl } from '@connectrpc/connect';
import { type ImportService, ProposalNotice } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { decodePageToken, encodePageToken, pageSize, paginate, UUID } from '#kit/rpc/pagination.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import type { WorkerPool } from '#kit/workers/worker-pool.ts';
import type { MoveOpening, ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import { commitImport } from './commit.ts';
import { importFiles, readerOf } from './file.ts';
import { importOpenings } from './opening.ts';
import { createImportReader } from './reader.ts';
import { revertImport } from './revert.ts';

/** Rows of a page of the preview, unless requested otherwise. */
const PREVIEW_ROWS = 1_000;
const ROW_NUMBER = /^\d{1,7}$/;

/** The ledger, access to other services, and the threads that read files. */
export type ImportRouteDependencies = {
  readonly store: TransactionStore;
  readonly resolve: ReferenceResolver;
  readonly move: MoveOpening;
  readonly pool: WorkerPool;
};

export function importRoutes({
  store,
  resolve,
  move,
  pool,
}: ImportRouteDependencies): ServiceImpl<typeof ImportService> {
  const reader = createImportReader(pool);
  const { accountFor, readingOf, fileOf } = importFiles(store, resolve);
  const openings = importOpenings(store, move);
  return {
    async proposeMapping({ accountId, content, locale }, context) {
      const account = await accountFor(accountId, context);
      const proposing = { ...(await readingOf(account)), locale, isCard: account.isCard ?? false };
      const { layout, response } = await reader.propose(readerOf(context), content, proposing);
      const { saved, hasOthers } = await store.imports.mapping(accountId, layout);
      if (saved) Object.assign(response, { mapping: saved, saved: true, notices: [] });
      else if (hasOthers) response.notices.unshift(ProposalNotice.LAYOUT_CHANGED);
      return response;
    },

    async previewImport(request, context) {
      const [after = '0'] = decodePageToken(request.pageToken, [ROW_NUMBER]) ?? [];
      const page = { after: Number(after), size: request.pageSize || PREVIEW_ROWS, states: request.states };
      return reader.preview(readerOf(context), await fileOf(request, context), page);
    },

    async commitImport(request, context) {
      const write = writeContextOf(context);
      const file = await fileOf(request, context);
      const { account, mapping } = file;
      const { fileName } = request;
      return reader.commit(readerOf(context), file, request, (taken, batches) =>
        commitImport({ store, resolve, openings }, { account, fileName, mapping, taken, batches }, write),
      );
    },

    async revertImport({ id }, context) {
      const write = writeContextOf(context);
      const found = await store.imports.find(id, callerOf(context).visible);
      const before = callerOf(context).requireRole(found, 'import');
      return revertImport({ store, openings }, before, write);
    },

    async listImports({ householdId, pageSize: requestedSize, pageToken: token }, context) {
      const [before] = decodePageToken(token, [UUID]) ?? [''];
      const household = callerOf(context).requireHousehold(householdId);
      const rows = await store.imports.page(household, before!, pageSize(requestedSize) + 1);
      const { page, nextPageToken } = paginate(rows, pageSize(requestedSize), ({ id }) => encodePageToken(id));
      return { imports: page, nextPageToken };
    },
  };
}
