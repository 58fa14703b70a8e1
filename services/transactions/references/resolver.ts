/** Copies of what others own, asked for once on a miss: an account that was just created must work at once. */
import type { Client } from '@connectrpc/connect';
import type { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import type { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { callDependency } from '#kit/rpc/dependency.ts';
import type { References } from './references.ts';
import type { Replicas } from './replicas.ts';

/** Most ids of one question to an owner. */
const CHUNK = 200;

export type Owners = {
  readonly accounts: Pick<Client<typeof AccountService>, 'batchGetAccountCopies' | 'moveOpening'>;
  readonly categories: Pick<Client<typeof CategoryService>, 'batchGetCategoryCopies'>;
};

export type ReferenceResolver = (accountIds: readonly string[], categoryIds: readonly string[]) => Promise<References>;

/** Looks up copies; what is not here is asked of its owner, and kept. Errors: DEPENDENCY_UNAVAILABLE. */
export function createReferenceResolver(copies: Replicas, owners: Owners): ReferenceResolver {
  async function fetchAccounts(ids: readonly string[]): Promise<void> {
    const answer = await callDependency('accounts', () => owners.accounts.batchGetAccountCopies({ ids: [...ids] }));
    await copies.putAccounts(answer.accounts);
  }

  async function fetchCategories(ids: readonly string[]): Promise<void> {
    const answer = await callDependency('categories', () =>
      owners.categories.batchGetCategoryCopies({ ids: [...ids] }),
    );
    await copies.putCategories(answer.categories);
  }

  return async (accountIds, categoryIds) => {
    const wanted = { accounts: distinct(accountIds), categories: distinct(categoryIds) };
    const here = await copies.known(wanted.accounts, wanted.categories);
    const accounts = wanted.accounts.filter((id) => !here.accounts.has(id));
    // A copy without its kind is older than kinds were copied.
    const categories = wanted.categories.filter((id) => !here.categories.get(id)?.kind);
    if (accounts.length + categories.length === 0) return here;
    await Promise.all([inChunks(accounts, fetchAccounts), inChunks(categories, fetchCategories)]);
    return copies.known(wanted.accounts, wanted.categories);
  };
}

const distinct = (ids: readonly string[]): string[] => [...new Set(ids.filter(Boolean))];

async function inChunks(ids: readonly string[], work: (chunk: readonly string[]) => Promise<void>): Promise<void> {
  for (let i = 0; i < ids.length; i += CHUNK) await work(ids.slice(i, i + CHUNK));
}

/** Moves the opening of an account, once for a request id, and keeps the changed copy. Errors: DEPENDENCY_UNAVAILABLE. */
export type MoveOpening = (move: {
  readonly accountId: string;
  readonly openingDate: string;
  readonly balanceChange: bigint;
  readonly requestId: string;
}) => Promise<void>;

export const createMoveOpening =
  (copies: Replicas, { accounts }: Owners): MoveOpening =>
  async (move) => {
    const { account } = await callDependency('accounts', () => accounts.moveOpening(move));
    await copies.putAccounts([account!]);
  };
