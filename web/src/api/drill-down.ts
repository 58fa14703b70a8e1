/** The list behind a figure: the filters of the register whose total is the figure. */

import type { Filters, Flow } from '../features/transactions/filters/filters.ts';
import { type Day, firstDay, lastDay, type Month } from '../i18n/dates.ts';
import { UNCATEGORISED } from './category-tree.ts';

type Days = { readonly from: Day; readonly to: Day };

/** Behind the spending of a category with its descendants; without one, money out alone is spending. */
export const listOfSpending = (categoryId: string, days: Days): Filters =>
  categoryId === UNCATEGORISED ? { uncategorised: true, flow: 'spending', ...days } : { category: categoryId, ...days };

/** Behind a figure of one month of the income statement, which is cut to the days that were asked for. */
export const listOfMonth = (flow: Flow, month: Month, { from, to }: Days): Filters => ({
  flow,
  from: from > firstDay(month) ? from : firstDay(month),
  to: to < lastDay(month) ? to : lastDay(month),
});
