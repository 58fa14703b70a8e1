/** ImportService: propose, preview, commit and revert a bank's file. */
import { create } from '@bufbuild/protobuf';
import { Code, type HandlerContext, type ServiceImpl } from '@connectrpc/connect';
import { ImportSchema, type Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import {
  CommitImportResponseSchema,
  type ImportService,
  ListImportsResponseSchema,
  ProposalNotice,
  RevertImportResponseSchema,
} from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { type Caller, callerOf } from '#kit/access.ts';
import { actOf } from '#kit/act.ts';
import { systemClock, timestamp, todayIn } from '#kit/clock.ts';
import { uuidv7 } from '#kit/id.ts';
import { cutPage, pageKey, pageSize, pageToken, UUID } from '#kit/page.ts';
import { refusal } from '#kit/refuse.ts';
import type { WorkerPool } from '#kit/worker-pool.ts';
import { joinedBy, type OpeningMove, pendingAgain } from '../import/plan.ts';
import { createImportReader, type FileToRead, type Reader } from '../import/reader.ts';
import type { Reading } from '../import/statement.ts';
import type { KnownAccount } from '../known.ts';
import type { Look, MoveOpening } from '../owners.ts';
import type { TransactionStore } from '../store.ts';
import { accountOf, deleteTransaction, refused } from '../transaction.ts';

/** Rows of a preview's page. */
const PREVIEW_ROWS = 1_000;
const ROW_NUMBER = /^\d{1,7}$/;

/** A file and how it is read. */
type Sent = {
  readonly accountId: string;
  readonly content: Uint8Array;
  readonly mapping?: Mapping | undefined;
  readonly moveOpeningDate: boolean;
};

/** What the routes need: the ledger, what others own, and threads that read files. */
export type ImportParts = {
  readonly store: TransactionStore;
  readonly look: Look;
  readonly move: MoveOpening;
  readonly pool: WorkerPool;
};

export function importRoutes({ store, look, move, pool }: ImportParts): ServiceImpl<typeof ImportService> {
  const reader = createImportReader(pool);
  return {
    async proposeMapping({ accountId, content, locale }, context) {
      const account = await accountFor(accountId, callerOf(context));
      const proposing = { ...(await readingOf(account)), locale, isCard: account.isCard ?? false };
      const { layout, response } = await reader.propose(readerOf(context), content, proposing);
      const { saved, hasOthers } = await store.imports.mapping(accountId, layout);
      if (saved) Object.assign(response, { mapping: saved, saved: true, notices: [] });
      else if (hasOthers) response.notices.unshift(ProposalNotice.LAYOUT_CHANGED);
      return response;
    },

    async previewImport(request, context) {
      const [after = '0'] = pageKey(request.pageToken, [ROW_NUMBER]) ?? [];
      const page = { after: Number(after), size: request.pageSize || PREVIEW_ROWS, states: request.states };
      return reader.preview(readerOf(context), await fileOf(request, callerOf(context)), page);
    },

    async commitImport(request, context) {
      const act = actOf(context);
      const file = await fileOf(request, callerOf(context));
      const { account } = file;
      return reader.commit(readerOf(context), file, request, async (taken, batches) => {
        const joined = new Map(taken.joined.map(({ existingId, tag }) => [existingId, tag]));
        const entered = await store.transactions([...joined.keys()], [account.householdId]);
        const categories = entered.flatMap(({ lines }) => lines.map(({ categoryId }) => categoryId));
        const known = await look([account.id], categories);
        const done = create(ImportSchema, {
          id: act.id(),
          householdId: account.householdId,
          accountId: account.id,
          fileName: request.fileName,
          createdCount: taken.createdCount,
          mergedCount: entered.length,
          duplicateCount: taken.duplicateCount,
          errorCount: taken.errorCount,
          leftOutCount: taken.leftOutCount,
          previousOpeningDate: taken.openingMove ? account.openingDate : '',
          createTime: timestamp(act.now),
        });
        const openingChange = taken.openingMove?.balanceChange;
        const commit = () =>
          store.commitImport(act, account.householdId, create(CommitImportResponseSchema, { import: done }), {
            batchCount: taken.batchCount,
            batch: batches(done.id, act),
            joined: entered.map((before) => joinedBy(before, known, act)),
            tags: joined,
            beside: (sql) =>
              store.imports.put(sql, {
                done,
                mapping: request.mapping!,
                layout: taken.layout,
                leftOut: taken.leftOut,
                joined: entered,
                openingChange,
                createMs: act.now.epochMilliseconds,
              }),
          });
        return taken.openingMove ? withOpening(account, taken.openingMove, commit) : commit();
      });
    },

    async revertImport({ id }, context) {
      const act = actOf(context);
      const caller = callerOf(context);
      const before = caller.admit(await store.imports.find(id, caller.visible), 'import');
      if (before.revertTime) {
        throw refusal(
          Code.FailedPrecondition,
          TransactionsReasonSchema,
          TransactionsReason.ALREADY_REVERTED,
          'This import was reverted before.',
        );
      }
      const created = await store.transactions(await store.imports.created(id), [before.householdId]);
      const pending = (await store.imports.joined(id)).filter(({ wasPending }) => wasPending);
      const joined = await store.transactions(
        pending.map((one) => one.id),
        [before.householdId],
      );
      const after = create(ImportSchema, { ...before, revertTime: timestamp(act.now) });
      const changes = [
        ...created.map((transaction) => deleteTransaction(transaction, act)),
        ...joined.flatMap((transaction) => pendingAgain(transaction, act)),
      ];
      const answer = create(RevertImportResponseSchema, { import: after });
      await store.commit(act, before.householdId, changes, answer, undefined, async (em) => {
        await store.imports.revert(em, id, act.now.epochMilliseconds);
      });
      const back = await store.imports.openingBack(before);
      if (back) await move({ accountId: before.accountId, ...back, requestId: uuidv7() });
      return answer;
    },

    async listImports({ householdId, pageSize: asked, pageToken: token }, context) {
      const [before] = pageKey(token, [UUID]) ?? [''];
      const rows = await store.imports.page(callerOf(context).household(householdId), before!, pageSize(asked) + 1);
      const { page, nextPageToken } = cutPage(rows, pageSize(asked), ({ id }) => pageToken(id));
      return create(ListImportsResponseSchema, { imports: page, nextPageToken });
    },
  };

  /** Moves the opening back before the rows come in, which need it; if they do not, it moves forward again. */
  async function withOpening<Answer>(
    { id: accountId, openingDate }: KnownAccount,
    wanted: OpeningMove,
    commit: () => Promise<Answer>,
  ): Promise<Answer> {
    await move({ accountId, ...wanted, requestId: uuidv7() });
    try {
      return await commit();
    } catch (error) {
      await move({ accountId, openingDate, balanceChange: -wanted.balanceChange, requestId: uuidv7() });
      throw error;
    }
  }

  /** The account of a file, when the caller may write in its household. */
  async function accountFor(id: string, caller: Caller): Promise<KnownAccount> {
    const known = await look([id], []);
    const account = known.accounts.get(id);
    if (!account || !caller.visible.includes(account.householdId)) {
      throw refused(TransactionsReason.ACCOUNT_UNKNOWN, 'account_id', 'There is no such account.');
    }
    return accountOf(id, caller.admit(account, 'account').householdId, known);
  }

  async function fileOf({ accountId, content, mapping, moveOpeningDate }: Sent, caller: Caller): Promise<FileToRead> {
    const account = await accountFor(accountId, caller);
    return {
      content,
      mapping: mapping!,
      account,
      moveOpening: moveOpeningDate,
      reading: await readingOf(account),
      existing: (from, to) => store.imports.existing(accountId, from, to),
      leftOut: () => store.imports.leftOut(accountId),
    };
  }

  async function readingOf({ currency, householdId }: KnownAccount): Promise<Reading> {
    const timeZone = await store.copies.timeZone(householdId);
    return { currency, timeZone, today: todayIn(systemClock(), timeZone).toString() };
  }
}

const readerOf = (context: HandlerContext): Reader => ({
  userId: callerOf(context).userId,
  signal: context.signal,
});
