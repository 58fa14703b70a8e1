/** ImportService: propose, preview, commit and revert a bank's file. */
import { create } from '@bufbuild/protobuf';
import { Code, type HandlerContext, type ServiceImpl } from '@connectrpc/connect';
import { ImportSchema, type Mapping, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import {
  CommitImportResponseSchema,
  type ImportService,
  ListImportsResponseSchema,
  PreviewImportResponseSchema,
  ProposeMappingResponseSchema,
  RevertImportResponseSchema,
} from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { type Caller, callerOf } from '#kit/access.ts';
import { actOf } from '#kit/act.ts';
import { timestamp } from '#kit/clock.ts';
import { cutPage, pageKey, pageSize, pageToken, UUID } from '#kit/page.ts';
import { refusal } from '#kit/refuse.ts';
import { window } from '../import/match.ts';
import { commitOf, planImport, previewOf } from '../import/plan.ts';
import { proposeMapping } from '../import/propose.ts';
import { readStatement } from '../import/statement.ts';
import type { KnownAccount } from '../known.ts';
import type { Look } from '../owners.ts';
import type { TransactionStore } from '../store.ts';
import { accountOf, deleteTransaction, refused } from '../transaction.ts';

/** A file and how it is read. */
type Sent = { readonly accountId: string; readonly content: Uint8Array; readonly mapping?: Mapping | undefined };

export function importRoutes(store: TransactionStore, look: Look): ServiceImpl<typeof ImportService> {
  return {
    async proposeMapping({ accountId, content }, context) {
      const account = await accountFor(accountId, callerOf(context));
      const proposal = proposeMapping(content, account.currency);
      if (!proposal) throw unreadable('This is no text file of a bank.');
      const saved = await store.imports.mapping(accountId);
      const sampleRows = proposal.sample.map(({ columns }) => ({ columns: [...columns] }));
      return create(ProposeMappingResponseSchema, {
        mapping: saved ?? proposal.mapping,
        saved: saved !== undefined,
        sampleRows,
      });
    },

    async previewImport(request, context) {
      const { account, plan } = await planFor(request, context);
      return create(PreviewImportResponseSchema, { rows: previewOf(plan, account) });
    },

    async commitImport(request, context) {
      const act = actOf(context);
      const { account, plan } = await planFor(request, context);
      const merging = plan.matched.flatMap(({ state, existingId }) => (state === RowState.MERGE ? existingId! : []));
      const entered = new Map((await store.transactions(merging, [account.householdId])).map((one) => [one.id, one]));
      const categories = [...entered.values()].flatMap(({ lines }) => lines.map(({ categoryId }) => categoryId));
      const known = await look([account.id], categories);
      const { done, changes, tags } = commitOf(
        plan,
        account,
        request.fileName,
        new Set(request.excludedRows),
        entered,
        known,
        act,
      );
      const answer = create(CommitImportResponseSchema, { import: done });
      return store.commit(act, account.householdId, changes, answer, tags, (em) =>
        store.imports.put(em, done, request.mapping!, act.now.epochMilliseconds),
      );
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
      const after = create(ImportSchema, { ...before, revertTime: timestamp(act.now) });
      const changes = created.map((transaction) => deleteTransaction(transaction, act));
      return store.commit(
        act,
        before.householdId,
        changes,
        create(RevertImportResponseSchema, { import: after }),
        undefined,
        async (em) => {
          await store.imports.revert(em, id, act.now.epochMilliseconds);
        },
      );
    },

    async listImports({ householdId, pageSize: asked, pageToken: token }, context) {
      const [before] = pageKey(token, [UUID]) ?? [''];
      const rows = await store.imports.page(callerOf(context).household(householdId), before!, pageSize(asked) + 1);
      const { page, nextPageToken } = cutPage(rows, pageSize(asked), ({ id }) => pageToken(id));
      return create(ListImportsResponseSchema, { imports: page, nextPageToken });
    },
  };

  /** The account of a file, when the caller may write in its household. */
  async function accountFor(id: string, caller: Caller): Promise<KnownAccount> {
    const known = await look([id], []);
    const account = known.accounts.get(id);
    if (!account || !caller.visible.includes(account.householdId)) {
      throw refused(TransactionsReason.ACCOUNT_UNKNOWN, 'account_id', 'There is no such account.');
    }
    return accountOf(id, caller.admit(account, 'account').householdId, known);
  }

  async function planFor({ accountId, content, mapping }: Sent, context: HandlerContext) {
    const account = await accountFor(accountId, callerOf(context));
    const statement = readStatement(content, mapping!, account.currency);
    if (typeof statement === 'string') throw unreadable(statement);
    const days = statement.rows.length > 0 ? window(statement.rows) : undefined;
    const existing = days ? await store.imports.existing(accountId, days.from, days.to) : [];
    return { account, plan: planImport(statement, account, existing) };
  }
}

const unreadable = (text: string) => refused(TransactionsReason.FILE_UNREADABLE, 'content', text);
