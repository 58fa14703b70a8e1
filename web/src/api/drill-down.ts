/** The filters of the register whose total is a given figure. */
import type { Filters, Flow } from '../features/transactions/filters/filters.ts';
import { type Day, firstDay, lastDay, type Month } from '../i18n/dates.ts';
import { UNCATEGORISED } from './category-tree.ts';

type Days = { readonly from: Day; readonly to: Day };

/** The spending of a category with its descendants. Uncategorised income is not spending, so only outflows count there. */
export const listOfSpending = (categoryId: string, days: Days): Filters =>
  categoryId === UNCATEGORISED ? { uncategorised: true, flow: 'spending', ...days } : { category: categoryId, ...days };

/** A figure of one month of the income statement, limited to the requested range. */
export const listOfMonth = (flow: Flow, month: Month, { from, to }: Days): Filters => ({
  flow,
  from: from > firstDay(month) ? from : firstDay(month),
  to: to < lastDay(month) ? to : lastDay(month),
});
