/** A budget as its form holds it, and as the contract wants it. Pure. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type Budget,
  type BudgetLine,
  type BudgetSchema,
  PeriodUnit,
  Rollover,
} from '#gen/melo/budgets/v1/budget_pb.ts';
import { exactOf, readAmount, writePlain } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { amountProblem } from '../../ui/inputs/amount-problem.ts';

export type LineValues = {
  /** For React; never sent. */
  readonly key: string;
  /** Empty for a new line. */
  readonly id: string;
  readonly name: string;
  readonly categoryIds: string[];
  readonly limit: string;
  /** A number of `Rollover`. */
  readonly rollover: string;
  /** Percents at which an alert is sent: "80, 100". */
  readonly thresholdPercents: string;
};

export type BudgetValues = {
  readonly name: string;
  /** Empty while it is typed. */
  readonly startDay: number | '';
  readonly lines: LineValues[];
};

/** How amounts are typed: the budget's currency, the user's locale. */
export type AmountFormat = { readonly currency: string; readonly locale: string };

export const MAX_LINES = 100;
const MAX_LINE_NAME_LENGTH = 80;
const MAX_PERCENT = 1000;
const MAX_THRESHOLDS = 10;
/** Months start on a day that every month has. */
export const LAST_START_DAY = 28;

export const newLine = (): LineValues => ({
  key: crypto.randomUUID(),
  id: '',
  name: '',
  categoryIds: [],
  limit: '',
  rollover: String(Rollover.NONE),
  thresholdPercents: '80, 100',
});

export const newBudgetValues = (name: string): BudgetValues => ({ name, startDay: 1, lines: [newLine()] });

export const budgetValuesOf = ({ name, period, lines, currencyCode }: Budget, locale: string): BudgetValues => ({
  name,
  startDay: Number(period?.anchorDate.slice(8) || 1),
  lines: lines.map((line) => lineValuesOf(line, { currency: currencyCode, locale })),
});

const lineValuesOf = (line: BudgetLine, { currency, locale }: AmountFormat): LineValues => ({
  key: line.id,
  id: line.id,
  name: line.name,
  categoryIds: line.categoryIds,
  limit: writePlain(exactOf(currency, line.limit?.minorUnits ?? 0n), locale),
  rollover: String(line.rollover === Rollover.UNSPECIFIED ? Rollover.NONE : line.rollover),
  thresholdPercents: [...line.thresholdPercents].sort((a, b) => a - b).join(', '),
});

/** "80, 100 %" as percents in order, each once; undefined when one cannot be read. */
export function readPercents(text: string): number[] | undefined {
  const parts = text.split(/[,;%\s]+/).filter((part) => part !== '');
  const percents = [...new Set(parts.map(Number))].sort((a, b) => a - b);
  const fits = percents.every((percent) => Number.isInteger(percent) && percent >= 1 && percent <= MAX_PERCENT);
  return fits && percents.length <= MAX_THRESHOLDS ? percents : undefined;
}

/** What the form checks, by its fields. */
export const budgetRules = ({ currency, locale }: AmountFormat) => ({
  name: (name: string) => (name.trim() === '' ? text('budget.enter-a-name') : undefined),
  lines: {
    categoryIds: (ids: string[]) => (ids.length === 0 ? text('budget.choose-a-category') : undefined),
    limit: (limit: string) =>
      (readAmount(limit, currency, locale) ?? -1n) < 0n
        ? amountProblem(limit, currency, locale, text('budget.enter-an-amount-of-zero-or'))
        : undefined,
    thresholdPercents: (percents: string) =>
      readPercents(percents) === undefined ? text('budget.whole-percents-from-1-to-1000') : undefined,
  },
});

/** A valid line for the contract. `nameOf` is a category's name: a line without a name takes those of its categories. */
export const lineOf = (
  { id, name, categoryIds, limit, rollover, thresholdPercents }: LineValues,
  { currency, locale }: AmountFormat,
  nameOf: (categoryId: string) => string,
) => ({
  id,
  name: name.trim() || categoryIds.map(nameOf).join(', ').slice(0, MAX_LINE_NAME_LENGTH),
  categoryIds,
  limit: { currencyCode: currency, minorUnits: readAmount(limit, currency, locale)! },
  rollover: Number(rollover) as Rollover,
  thresholdPercents: readPercents(thresholdPercents)!,
});

/** Months that start on this day. */
export const monthlyPeriod = (startDay: number): NonNullable<MessageInitShape<typeof BudgetSchema>['period']> => ({
  unit: PeriodUnit.MONTH,
  count: 1,
  anchorDate: `2020-01-${String(startDay).padStart(2, '0')}`,
});

/** Whether the budget runs by single months, the only periods that the form knows. */
export const isMonthly = ({ period }: Budget): boolean =>
  period === undefined ||
  ((period.unit === PeriodUnit.MONTH || period.unit === PeriodUnit.UNSPECIFIED) && period.count <= 1);
