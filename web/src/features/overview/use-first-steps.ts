/** Which of the first steps a household has done; undefined until that is known. */
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useBudgets } from '../../api/figures.ts';
import { latestDocument } from '../../api/graphql/generated/documents.ts';
import { useGraphQL } from '../../api/graphql.ts';
import { useAccounts } from '../../api/lists.ts';

/** Rows of the tile of the latest transactions, whose answer also says whether there are any. */
export const LATEST_ROWS = 8;

export type Steps = { readonly account: boolean; readonly transactions: boolean; readonly budget: boolean };

export function useFirstSteps(): Steps | undefined {
  const { household } = useCurrentHousehold();
  const { query: accounts, all } = useAccounts();
  const { data: latest } = useGraphQL(latestDocument, { householdId: household.id, pageSize: LATEST_ROWS });
  const { data: budgets } = useBudgets();
  if (!accounts.data || !latest || !budgets) return undefined;
  return {
    account: all.length > 0,
    transactions: Number(latest.listTransactions?.totalCount ?? 0) > 0,
    budget: budgets.budgets.length > 0,
  };
}

export const areDone = ({ account, transactions, budget }: Steps): boolean => account && transactions && budget;
