/** A valid request for every method of budgets. */
import { eur } from '../../e2e/household.ts';
import { type Cases, renamed } from './case.ts';

export const budgetsCases: Cases = {
  'melo.budgets.v1.BudgetService': {
    GetBudget: ({ budget }) => ({ id: budget }),
    BatchGetBudgets: ({ budget }) => ({ ids: [budget] }),
    ListBudgets: () => ({}),
    CreateBudget: ({ category }) => ({
      budget: {
        name: 'New',
        currencyCode: 'EUR',
        lines: [{ name: 'All', categoryIds: [category], limit: eur(10_000n) }],
      },
    }),
    UpdateBudget: ({ budget }) => renamed('budget', budget),
    DeleteBudget: ({ budget }) => ({ id: budget }),
    BatchGetBudgetStatuses: ({ budget }) => ({ ids: [budget] }),
  },
};
