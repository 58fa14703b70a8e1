/** ImportService: propose, preview, commit and revert a bank's file. */
import { create } from '@bufbuild/protobuf';
import { Code, type ServiceImpl } from '@connectrpc/connect';
import { type Import, ImportSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import { type ImportService, ProposalNotice } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { domainError } from '#kit/rpc/errors.ts';
import { decodePageToken, encodePageToken, pageSize, paginate, UUID } from '#kit/rpc/pagination.ts';
import { type WriteContext, writeContextOf } from '#kit/rpc/write-context.ts';
import { timestamp } from '#kit/values/dates.ts';
import type { WorkerPool } from '#kit/workers/worker-pool.ts';
import type { KnownAccount } from '../references/references.ts';
import type { MoveOpening, ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import { deleteTransaction } from '../transaction/rules.ts';
import { joinedBy, pendingAgain } from './entries.ts';
import { importFiles, readerOf } from './file.ts';
import { importOpenings } from './opening.ts';
import { createImportReader } from './reader.ts';
import type { TakeResult } from './worker-calls.ts';

/** Rows of a preview's page. */
const PREVIEW_ROWS = 1_000;
const ROW_NUMBER = /^\d{1,7}$/;

/** What the routes need: the ledger, what others own, and threads that read files. */
export type ImportRouteDependencies = {
  readonly store: TransactionStore;
  readonly look: ReferenceResolver;
  readonly move: MoveOpening;
  readonly pool: WorkerPool;
};

export function importRoutes({ store, look, move, pool }: ImportRouteDependencies): ServiceImpl<typeof ImportService> {
  const reader = createImportReader(pool);
  const { accountFor, readingOf, fileOf } = importFiles(store, look);
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
      const { account } = file;
      return reader.commit(readerOf(context), file, request, async (taken, batches) => {
        const joined = new Map(taken.joined.map(({ existingId, provenance }) => [existingId, provenance]));
        const entered = await store.transactions([...joined.keys()], [account.householdId]);
        const categories = entered.flatMap(({ lines }) => lines.map(({ categoryId }) => categoryId));
        const known = await look([account.id], categories);
        const done = importOf(taken, { account, fileName: request.fileName, mergedCount: entered.length }, write);
        const answer = { import: done };
        return openings.moving(account, taken.openingMove, () =>
          store.commitImport(write, account.householdId, answer, {
            batchCount: taken.batchCount,
            batch: batches(done.id, write),
            joined: entered.map((before) => joinedBy(before, known, write)),
            tags: joined,
            beside: (sql) =>
              store.imports.put(sql, {
                ...taken,
                done,
                mapping: request.mapping!,
                joined: entered,
                openingChange: taken.openingMove?.balanceChange,
                createMs: write.now.epochMilliseconds,
              }),
          }),
        );
      });
    },

    async revertImport({ id }, context) {
      const write = writeContextOf(context);
      const caller = callerOf(context);
      const before = caller.requireRole(await store.imports.find(id, caller.visible), 'import');
      if (before.revertTime) {
        await openings.restore(before);
        throw domainError(TransactionsReasonSchema, {
          code: Code.FailedPrecondition,
          reason: TransactionsReason.ALREADY_REVERTED,
          text: 'This import was reverted before.',
        });
      }
      const created = await store.transactions(await store.imports.created(id), [before.householdId]);
      const pending = (await store.imports.joined(id)).filter(({ wasPending }) => wasPending);
      const joined = await store.transactions(
        pending.map((one) => one.id),
        [before.householdId],
      );
      const after = create(ImportSchema, { ...before, revertTime: timestamp(write.now) });
      const changes = [
        ...created.map((transaction) => deleteTransaction(transaction, write)),
        ...joined.flatMap((transaction) => pendingAgain(transaction, write)),
      ];
      const answer = { import: after };
      await store.commit(write, before.householdId, changes, answer, undefined, async (em) => {
        await store.imports.revert(em, id, write.now.epochMilliseconds);
      });
      await openings.restore(before);
      return answer;
    },

    async listImports({ householdId, pageSize: requestedSize, pageToken: token }, context) {
      const [before] = decodePageToken(token, [UUID]) ?? [''];
      const rows = await store.imports.page(
        callerOf(context).requireHousehold(householdId),
        before!,
        pageSize(requestedSize) + 1,
      );
      const { page, nextPageToken } = paginate(rows, pageSize(requestedSize), ({ id }) => encodePageToken(id));
      return { imports: page, nextPageToken };
    },
  };
}

type Made = { readonly account: KnownAccount; readonly fileName: string; readonly mergedCount: number };

const importOf = (taken: TakeResult, { account, fileName, mergedCount }: Made, write: WriteContext): Import =>
  create(ImportSchema, {
    id: write.newId(),
    householdId: account.householdId,
    accountId: account.id,
    fileName,
    mergedCount,
    createdCount: taken.createdCount,
    duplicateCount: taken.duplicateCount,
    errorCount: taken.errorCount,
    leftOutCount: taken.leftOutCount,
    previousOpeningDate: taken.openingMove ? account.openingDate : '',
    createTime: timestamp(write.now),
  });
