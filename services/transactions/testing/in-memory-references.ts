/** In-memory owners of accounts and categories. */
import type { Account } from '#gen/melo/accounts/v1/account_pb.ts';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import type { Owners } from '../references/resolver.ts';

/** Accounts and categories that their owners return, by id. */
export type Owned = {
  readonly accounts: Map<string, Account>;
  readonly categories: Map<string, Category>;
  /** How often accounts were requested of their owner. */
  accountRequests: number;
};

export const ownersOf = (owned: Owned): Owners => ({
  accounts: {
    moveOpening: async () => ({}) as never,
    batchGetAccountReplicas: async ({ ids = [] }) => {
      owned.accountRequests += 1;
      return { accounts: ids.flatMap((id) => owned.accounts.get(id) ?? []) } as never;
    },
  },
  categories: {
    batchGetCategoryReplicas: async ({ ids = [] }) =>
      ({ categories: ids.flatMap((id) => owned.categories.get(id) ?? []) }) as never,
  },
});
