/** A budget as it is typed, and as the contract wants it. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type Budget,
  type BudgetLine,
  type BudgetSchema,
  PeriodUnit,
  Rollover,
} from '#gen/melo/budgets/v1/budget_pb.ts';
import { exactOf, readAmount, writePlain } from '../../i18n/amounts.ts';

export type LineDraft = {
  readonly key: string;
  /** Empty for a new line. */
  readonly id: string;
  readonly name: string;
  readonly categoryIds: readonly string[];
  readonly limit: string;
  readonly rollover: Rollover;
  /** Percents at which an alert is told: "80, 100". */
  readonly thresholds: string;
};

export type Draft = { readonly name: string; readonly startDay: number; readonly lines: readonly LineDraft[] };

const MOST_PERCENT = 1000;
const MOST_THRESHOLDS = 10;
/** Months begin on a day that every month has. */
export const LAST_START_DAY = 28;

export const newLine = (): LineDraft => ({
  key: crypto.randomUUID(),
  id: '',
  name: '',
  categoryIds: [],
  limit: '',
  rollover: Rollover.NONE,
  thresholds: '80',
});

export function draftOf(budget: Budget, locale: string): Draft {
  return {
    name: budget.name,
    startDay: Number(budget.period?.anchorDate.slice(8) || 1),
    lines: budget.lines.map((line) => ({ ...lineDraftOf(line, budget.currencyCode, locale) })),
  };
}

const lineDraftOf = (
  { id, name, categoryIds, limit, rollover, thresholdPercents }: BudgetLine,
  currency: string,
  locale: string,
): LineDraft => ({
  key: id,
  id,
  name,
  categoryIds,
  limit: writePlain(exactOf(currency, limit?.minorUnits ?? 0n), locale),
  rollover: rollover === Rollover.UNSPECIFIED ? Rollover.NONE : (rollover as Rollover),
  thresholds: [...thresholdPercents].sort((a, b) => a - b).join(', '),
});

/** "80, 100 %" as percents in order, each once; undefined when one cannot be read. */
export function readPercents(text: string): number[] | undefined {
  const parts = text.split(/[,;%\s]+/).filter((part) => part !== '');
  const percents = [...new Set(parts.map(Number))].sort((a, b) => a - b);
  const fits = percents.every((percent) => Number.isInteger(percent) && percent >= 1 && percent <= MOST_PERCENT);
  return fits && percents.length <= MOST_THRESHOLDS ? percents : undefined;
}

/** The lines for the contract; undefined while one is incomplete. `nameOf` gives a category's name for lines without one. */
export function linesOf(draft: Draft, currency: string, locale: string, nameOf: (categoryId: string) => string) {
  const lines = draft.lines.map(({ id, name, categoryIds, limit, rollover, thresholds }) => {
    const units = readAmount(limit, currency, locale);
    const percents = readPercents(thresholds);
    if (units === undefined || units < 0n || percents === undefined || categoryIds.length === 0) return undefined;
    return {
      id,
      name: name.trim() || categoryIds.map(nameOf).join(', ').slice(0, 80),
      categoryIds: [...categoryIds],
      limit: { currencyCode: currency, minorUnits: units },
      rollover,
      thresholdPercents: percents,
    };
  });
  return lines.length > 0 && lines.every((line) => line !== undefined) ? lines : undefined;
}

/** Months from the start day on. */
export const monthsFrom = (startDay: number): NonNullable<MessageInitShape<typeof BudgetSchema>['period']> => ({
  unit: PeriodUnit.MONTH,
  count: 1,
  anchorDate: `2020-01-${String(startDay).padStart(2, '0')}`,
});

/** Whether the budget runs by single months, the only periods that the form knows. */
export const isMonthly = ({ period }: Budget): boolean =>
  period === undefined ||
  ((period.unit === PeriodUnit.MONTH || period.unit === PeriodUnit.UNSPECIFIED) && period.count <= 1);
