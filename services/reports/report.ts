/** Rules of reports: what is income and what is spending, and how sums become figures. */
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { money, sum } from '#kit/values/money.ts';
import { unconvertedTotals } from './unconverted.ts';

/** Sum of lines of one kind, currency and direction, of a month or of a category. Of transfers it includes only the fees. */
export type LineSum = {
  /** YYYY-MM; empty when the sum covers the whole range. */
  readonly month: string;
  /** Empty when uncategorised, or when the sum covers all categories of the kind. */
  readonly categoryId: string;
  /** Unspecified when the line is uncategorised or its category has not been replicated yet. */
  readonly kind: CategoryKind;
  readonly currency: string;
  readonly moneyOut: boolean;
  readonly minorUnits: bigint;
  readonly lineCount: bigint;
};

/** The kind of the category decides, so a refund in an expense category is spending. Without a category the direction decides. */
export function sideOf({ kind, moneyOut }: Pick<LineSum, 'kind' | 'moneyOut'>): 'spending' | 'income' {
  if (kind === CategoryKind.EXPENSE) return 'spending';
  if (kind === CategoryKind.INCOME) return 'income';
  return moneyOut ? 'spending' : 'income';
}

/** Spending by category, the largest first. */
export function spendingByCategory(sums: readonly LineSum[], currency: string) {
  const spending = sums.filter((one) => sideOf(one) === 'spending');
  const own = Map.groupBy(
    spending.filter((one) => one.currency === currency),
    ({ categoryId }) => categoryId,
  );
  const rows = [...own].map(([categoryId, lines]) => ({
    categoryId,
    minorUnits: -sum(lines.map(({ minorUnits }) => minorUnits)),
    lineCount: sum(lines.map(({ lineCount }) => lineCount)),
  }));
  rows.sort((a, b) => descending(a.minorUnits, b.minorUnits) || (a.categoryId < b.categoryId ? -1 : 1));
  return {
    rows: rows.map(({ categoryId, minorUnits, lineCount }) => ({
      categoryId,
      amount: money(currency, minorUnits),
      lineCount,
    })),
    total: money(currency, sum(rows.map(({ minorUnits }) => minorUnits))),
    unconverted: unconvertedTotals(
      spending.map((one) => ({ ...one, minorUnits: -one.minorUnits })),
      currency,
    ),
  };
}

/** Income and spending of every month. Amounts without an exchange rate are reported as net totals by currency. */
export function incomeStatement(sums: readonly LineSum[], currency: string, months: readonly string[]) {
  const own = sums.filter((one) => one.currency === currency);
  const byMonth = Map.groupBy(own, ({ month }) => month);
  return {
    months: months.map((month) => ({ month, ...flow(byMonth.get(month) ?? [], currency) })),
    ...flow(own, currency),
    unconverted: unconvertedTotals(sums, currency),
  };
}

function flow(sums: readonly LineSum[], currency: string) {
  const side = (wanted: 'spending' | 'income') =>
    sum(sums.filter((one) => sideOf(one) === wanted).map(({ minorUnits }) => minorUnits));
  const income = side('income');
  const spending = -side('spending');
  return {
    income: money(currency, income),
    spending: money(currency, spending),
    net: money(currency, income - spending),
  };
}

const descending = (a: bigint, b: bigint): number => (a < b ? 1 : a > b ? -1 : 0);
