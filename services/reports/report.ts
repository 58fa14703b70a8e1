/** Rules of reports: which days, what is income and what is spending, and how sums become figures. Exact integers, no I/O. */
import { Code } from '@connectrpc/connect';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Money } from '#gen/melo/money/v1/money_pb.ts';
import { ReportsReason, ReportsReasonSchema } from '#gen/melo/reports/v1/reason_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';
import { plainDate } from '#kit/values/dates.ts';
import { money, sum } from '#kit/values/money.ts';

const MAX_YEARS = 10;

/** First and last day, both counted. */
export type Range = { readonly from: string; readonly to: string };

/** The range between two days. Errors: DATE_INVALID, RANGE_TOO_LONG. */
export function rangeOf(from: string, to: string): Range {
  const first = plainDate(from);
  const last = plainDate(to);
  if (!first) throw refused(ReportsReason.DATE_INVALID, 'from_date', `There is no day ${from}.`);
  if (!last) throw refused(ReportsReason.DATE_INVALID, 'to_date', `There is no day ${to}.`);
  if (to < from) throw refused(ReportsReason.DATE_INVALID, 'to_date', 'The range ends before it begins.');
  if (Temporal.PlainDate.compare(first.add({ years: MAX_YEARS }), last) < 0) {
    throw refused(ReportsReason.RANGE_TOO_LONG, 'to_date', `A report covers at most ${MAX_YEARS} years.`);
  }
  return { from, to };
}

const refused = (reason: ReportsReason, field: string, text: string) =>
  domainError(Code.InvalidArgument, ReportsReasonSchema, reason, text, { field });

/** Every month of a range, YYYY-MM. */
export function monthsOf({ from, to }: Range): string[] {
  const months: string[] = [];
  const last = to.slice(0, 7);
  for (let at = Temporal.PlainYearMonth.from(from.slice(0, 7)); at.toString() <= last; at = at.add({ months: 1 })) {
    months.push(at.toString());
  }
  return months;
}

/** The days of net worth: every month's end within a range, and its last day. */
export const daysOf = (range: Range): string[] =>
  monthsOf(range).map((month) => {
    const { daysInMonth } = Temporal.PlainYearMonth.from(month);
    const end = `${month}-${String(daysInMonth).padStart(2, '0')}`;
    return end < range.to ? end : range.to;
  });

/** Lines of one category, currency and direction in one month, summed; of transfers only fees. */
export type LineSum = {
  /** YYYY-MM; empty where months do not matter. */
  readonly month: string;
  /** Empty: uncategorised. */
  readonly categoryId: string;
  /** Unspecified: uncategorised, or the category is not known here yet. */
  readonly kind: CategoryKind;
  readonly currency: string;
  readonly moneyOut: boolean;
  readonly minorUnits: bigint;
  readonly lineCount: bigint;
};

/** A line in an expense category is spending, also a refund; in an income category income; without one, its direction says. */
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
    unconverted: byCurrency(
      spending.map((one) => ({ ...one, minorUnits: -one.minorUnits })),
      currency,
    ),
  };
}

/** Income and spending of every month; what is left out for want of a rate is told as its net, by currency. */
export function incomeStatement(sums: readonly LineSum[], currency: string, months: readonly string[]) {
  const own = sums.filter((one) => one.currency === currency);
  const byMonth = Map.groupBy(own, ({ month }) => month);
  return {
    months: months.map((month) => ({ month, ...flow(byMonth.get(month) ?? [], currency) })),
    ...flow(own, currency),
    unconverted: byCurrency(sums, currency),
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

export type Account = {
  readonly id: string;
  readonly currency: string;
  readonly openingDate: string;
  readonly openingMinorUnits: bigint;
};
/** Lines of an account in one month, summed; transfers are part of it. */
export type AccountSum = { readonly accountId: string; readonly month: string; readonly minorUnits: bigint };

/** Net worth on each of `days` (growing, one a month). Lines before the range belong to its first month. */
export function netWorth(
  accounts: readonly Account[],
  sums: readonly AccountSum[],
  currency: string,
  days: readonly string[],
) {
  const byAccount = Map.groupBy(sums, ({ accountId }) => accountId);
  const balances = accounts.map((account) => ({
    currency: account.currency,
    onDays: balancesOn(account, byAccount.get(account.id) ?? [], days),
  }));
  const own = balances.filter((one) => one.currency === currency);
  const opened = accounts.map(({ openingDate }) => openingDate <= days.at(-1)!);
  return {
    points: days.map((date, i) => {
      const figures = own.map(({ onDays }) => onDays[i]!);
      const assets = sum(figures.filter((units) => units > 0n));
      const liabilities = sum(figures.filter((units) => units < 0n));
      return {
        date,
        netWorth: money(currency, assets + liabilities),
        assets: money(currency, assets),
        liabilities: money(currency, liabilities),
      };
    }),
    unconverted: byCurrency(
      balances.filter((_, i) => opened[i]).map((one) => ({ ...one, minorUnits: one.onDays.at(-1)! })),
      currency,
    ),
  };
}

/** Opening balance and all lines up to each day; 0 before the opening. */
function balancesOn(account: Account, sums: readonly AccountSum[], days: readonly string[]): bigint[] {
  const byMonth = new Map(sums.map(({ month, minorUnits }) => [month, minorUnits]));
  let units = account.openingMinorUnits;
  return days.map((day) => {
    units += byMonth.get(day.slice(0, 7)) ?? 0n;
    return day < account.openingDate ? 0n : units;
  });
}

/** Totals of all currencies but the report's own. */
function byCurrency(sums: readonly { readonly currency: string; readonly minorUnits: bigint }[], own: string): Money[] {
  const others = Map.groupBy(
    sums.filter(({ currency }) => currency !== own),
    ({ currency }) => currency,
  );
  return [...others]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, all]) => money(currency, sum(all.map(({ minorUnits }) => minorUnits))));
}

const descending = (a: bigint, b: bigint): number => (a < b ? 1 : a > b ? -1 : 0);
