/** Prepares the file of a request: checks the account and the caller's role, and loads what the file is read against. */
import type { HandlerContext } from '@connectrpc/connect';
import type { Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import { TransactionsReason } from '#gen/melo/transactions/v1/reason_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { systemClock, todayIn } from '#kit/values/dates.ts';
import type { KnownAccount } from '../references/references.ts';
import type { ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import { accountOf, transactionsError } from '../transaction/checks.ts';
import type { Reading } from './formats/statement.ts';
import type { FileToRead, Reader } from './reader.ts';

/** The parts of a request that describe a file. */
type FileRequest = {
  readonly accountId: string;
  readonly content: Uint8Array;
  readonly mapping?: Mapping | undefined;
  readonly moveOpeningDate: boolean;
};
type RequestContext = Pick<HandlerContext, 'values'>;

export const readerOf = (context: HandlerContext): Reader => ({
  userId: callerOf(context).userId,
  signal: context.signal,
});

export function importFiles(store: TransactionStore, resolve: ReferenceResolver) {
  /** Errors: ACCOUNT_UNKNOWN, ACCOUNT_ARCHIVED, ROLE_TOO_LOW. */
  async function accountFor(id: string, context: RequestContext): Promise<KnownAccount> {
    const caller = callerOf(context);
    const known = await resolve([id], []);
    const account = known.accounts.get(id);
    if (!account || !caller.visible.includes(account.householdId)) {
      throw transactionsError(TransactionsReason.ACCOUNT_UNKNOWN, 'account_id', 'This account does not exist.');
    }
    return accountOf(id, caller.requireRole(account, 'account').householdId, known);
  }

  async function readingOf({ currency, householdId }: KnownAccount): Promise<Reading> {
    const timeZone = await store.replicas.timeZone(householdId);
    return { currency, timeZone, today: todayIn(systemClock(), timeZone).toString() };
  }

  return {
    accountFor,
    readingOf,
    async fileOf(
      { accountId, content, mapping, moveOpeningDate }: FileRequest,
      context: RequestContext,
    ): Promise<FileToRead> {
      const account = await accountFor(accountId, context);
      return {
        content,
        mapping: mapping!,
        account,
        moveOpening: moveOpeningDate,
        reading: await readingOf(account),
        existing: (from, to) => store.imports.existing(accountId, from, to),
        leftOut: () => store.imports.leftOut(accountId),
      };
    },
  };
}
