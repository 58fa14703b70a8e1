/** Lists that many pages use: accounts with balances, categories, recent payees. */
import { createClient } from '@connectrpc/connect';
import { useQuery } from '@connectrpc/connect-query';
import { useQuery as useTanStackQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { HUES } from '../app/theme.ts';
import { type CategoryTree, treeOf } from './category-tree.ts';
import { useCurrentHousehold } from './current-household.tsx';
import { type AccountsQuery, accountsDocument } from './graphql/generated/documents.ts';
import { useGraphQL } from './graphql.ts';
import { transport } from './transport.ts';

export type Account = NonNullable<AccountsQuery['listAccounts']>['accounts'][number];

const PAGE_ROWS = 200;
const MAX_PAGES = 10;
const RECENT_ROWS = 200;

export function useAccounts() {
  const { household } = useCurrentHousehold();
  const query = useGraphQL(accountsDocument, { householdId: household.id });
  const all = query.data?.listAccounts?.accounts ?? none;
  return useMemo(() => {
    const byName = [...all].sort((a, b) => a.name.localeCompare(b.name));
    return {
      query,
      all: byName,
      open: byName.filter(({ archived }) => !archived),
      byId: new Map(all.map((account) => [account.id, account])),
    };
  }, [all, query]);
}
const none: readonly Account[] = [];

export const currencyOf = (account: Account): string => account.openingBalance.currencyCode;

export function useCategories() {
  const { household } = useCurrentHousehold();
  const query = useTanStackQuery({
    queryKey: [
      'connect-query',
      { serviceName: CategoryService.typeName, methodName: 'ListCategories', all: household.id },
    ],
    queryFn: ({ signal }) => allCategories(household.id, signal),
  });
  const categories = query.data ?? noCategories;
  return { query, tree: treeFor(categories) };
}
const noCategories: readonly Category[] = [];

/** One tree for all who show the same categories. */
const trees = new WeakMap<readonly Category[], CategoryTree>();
function treeFor(categories: readonly Category[]): CategoryTree {
  const tree = trees.get(categories) ?? treeOf(categories, HUES);
  trees.set(categories, tree);
  return tree;
}

async function allCategories(householdId: string, signal: AbortSignal): Promise<readonly Category[]> {
  const client = createClient(CategoryService, transport);
  const found: Category[] = [];
  let pageToken = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const response = await client.listCategories({ householdId, pageSize: PAGE_ROWS, pageToken }, { signal });
    found.push(...response.categories);
    pageToken = response.nextPageToken;
    if (pageToken === '') break;
  }
  return found;
}

/** Recent payees with the last category of each, for suggestions. */
export function usePayees(): ReadonlyMap<string, string> {
  const { household } = useCurrentHousehold();
  const { data } = useQuery(TransactionService.method.listTransactions, {
    householdId: household.id,
    pageSize: RECENT_ROWS,
  });
  return useMemo(() => {
    const payees = new Map<string, string>();
    for (const { payee, lines, transfer } of data?.transactions ?? []) {
      if (payee !== '' && !transfer && !payees.has(payee)) payees.set(payee, lines[0]?.categoryId ?? '');
    }
    return payees;
  }, [data]);
}
