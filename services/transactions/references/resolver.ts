/** Resolves references from replicas, and from the owner on a miss, so that a resource created a moment ago can be used at once. */
import type { Client } from '@connectrpc/connect';
import type { AccountInternalService } from '#gen/melo/accounts/v1/account_internal_service_pb.ts';
import type { CategoryInternalService } from '#gen/melo/categories/v1/category_internal_service_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { callDependency } from '#kit/rpc/dependency.ts';
import type { References } from './references.ts';
import type { Replicas } from './replicas.ts';

/** Maximum ids per request to an owner. */
const ID_BATCH_SIZE = 200;

export type Owners = {
  readonly accounts: Pick<Client<typeof AccountInternalService>, 'batchGetAccountReplicas' | 'moveOpening'>;
  readonly categories: Pick<Client<typeof CategoryInternalService>, 'batchGetCategoryReplicas'>;
};

export type ReferenceResolver = (accountIds: readonly string[], categoryIds: readonly string[]) => Promise<References>;

/** Reads replicas; fetches missing ones from their owner and stores them. Errors: DEPENDENCY_UNAVAILABLE. */
export function createReferenceResolver(replicas: Replicas, owners: Owners): ReferenceResolver {
  async function fetchAccounts(ids: readonly string[]): Promise<void> {
    const response = await callDependency('accounts', () => owners.accounts.batchGetAccountReplicas({ ids: [...ids] }));
    await replicas.putAccounts(response.accounts);
  }

  async function fetchCategories(ids: readonly string[]): Promise<void> {
    const response = await callDependency('categories', () =>
      owners.categories.batchGetCategoryReplicas({ ids: [...ids] }),
    );
    await replicas.putCategories(response.categories);
  }

  return async (accountIds, categoryIds) => {
    const wanted = { accounts: distinct(accountIds), categories: distinct(categoryIds) };
    const found = await replicas.known(wanted.accounts, wanted.categories);
    const accounts = wanted.accounts.filter((id) => !found.accounts.has(id));
    // A replica without a kind was written before kinds were replicated.
    const categories = wanted.categories.filter((id) => !found.categories.get(id)?.kind);
    if (accounts.length + categories.length === 0) return found;
    await Promise.all([inBatches(accounts, fetchAccounts), inBatches(categories, fetchCategories)]);
    return replicas.known(wanted.accounts, wanted.categories);
  };
}

/** Resolves the accounts and categories of transactions. */
export const resolveReferences = (
  resolve: ReferenceResolver,
  transactions: readonly Transaction[],
): Promise<References> =>
  resolve(
    transactions.map(({ accountId }) => accountId),
    transactions.flatMap(({ lines }) => lines.map(({ categoryId }) => categoryId)),
  );

const distinct = (ids: readonly string[]): string[] => [...new Set(ids.filter(Boolean))];

async function inBatches(ids: readonly string[], work: (batch: readonly string[]) => Promise<void>): Promise<void> {
  for (let i = 0; i < ids.length; i += ID_BATCH_SIZE) await work(ids.slice(i, i + ID_BATCH_SIZE));
}

/** Moves the opening of an account, once per request id, and stores the changed replica. Errors: DEPENDENCY_UNAVAILABLE. */
export type MoveOpening = (move: {
  readonly accountId: string;
  readonly openingDate: string;
  readonly balanceChange: bigint;
  readonly requestId: string;
}) => Promise<void>;

export const createMoveOpening =
  (replicas: Replicas, { accounts }: Owners): MoveOpening =>
  async (move) => {
    const { account } = await callDependency('accounts', () => accounts.moveOpening(move));
    await replicas.putAccounts([account!]);
  };
