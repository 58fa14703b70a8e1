/** Rows of facts and their month sums. Amounts and versions are written as text, because a JSON number is not exact. */
import type { Columns, Row } from '../columns.ts';
import type { Fact } from './fact.ts';
import type { MonthSum } from './month-sum.ts';

export const fromVersion = (fact: Fact) => ({
  id: fact.transactionId,
  household_id: fact.householdId,
  version: fact.version,
});

export const lineColumns = {
  transaction_id: 'uuid',
  position: 'int',
  household_id: 'uuid',
  account_id: 'uuid',
  posting_date: 'date',
  category_id: 'uuid',
  minor_units: 'bigint',
  currency: 'text',
  is_transfer: 'boolean',
} as const satisfies Columns;

export const fromLines = (fact: Fact): Row<typeof lineColumns>[] =>
  fact.lines.map((line, position) => ({
    transaction_id: fact.transactionId,
    position,
    household_id: fact.householdId,
    account_id: fact.accountId,
    posting_date: fact.postingDate,
    category_id: line.categoryId || null,
    minor_units: line.minorUnits.toString(),
    currency: line.currency,
    is_transfer: fact.isTransfer,
  }));

/** Columns that tell one month sum from another. Without a category the ID is null. */
export const monthSumKey = {
  household_id: 'uuid',
  month: 'date',
  account_id: 'uuid',
  category_id: 'uuid',
  currency: 'text',
  is_transfer: 'boolean',
  money_out: 'boolean',
} as const satisfies Columns;

export const monthSumColumns = {
  ...monthSumKey,
  minor_units: 'numeric',
  line_count: 'bigint',
} as const satisfies Columns;

export const fromMonthSum = (sum: MonthSum): Row<typeof monthSumColumns> => ({
  household_id: sum.householdId,
  month: `${sum.month}-01`,
  account_id: sum.accountId,
  category_id: sum.categoryId || null,
  currency: sum.currency,
  is_transfer: sum.isTransfer,
  money_out: sum.moneyOut,
  minor_units: sum.minorUnits.toString(),
  line_count: sum.lineCount.toString(),
});

/** SQL: the key of a stored line's month sum, in the order of `monthSumKey`. */
export const LINE_KEYS = `household_id, posting_date - (extract(day from posting_date)::int - 1) as month, account_id, category_id,
  currency, is_transfer, minor_units < 0 as money_out`;
