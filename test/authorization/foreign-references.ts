/** Writes to one's own resources that refer to another household's. */
import { eur } from '../e2e/household.ts';
import type { Home } from './resources.ts';

/** By path of the method. */
export const foreignReferences = (
  mine: Home,
  theirs: Home,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
  '/melo.transactions.v1.TransactionService/UpdateTransaction': {
    id: mine.transaction,
    transaction: { lines: [{ categoryId: theirs.category, amount: eur(-700n) }] },
    updateMask: { paths: ['lines'] },
  },
  '/melo.categories.v1.CategoryService/UpdateCategory': {
    id: mine.category,
    category: { parentId: theirs.category },
    updateMask: { paths: ['parent_id'] },
  },
  '/melo.budgets.v1.BudgetService/UpdateBudget': {
    id: mine.budget,
    budget: { lines: [{ name: 'Food', categoryIds: [theirs.category], limit: eur(90_000n) }] },
    updateMask: { paths: ['lines'] },
  },
});
