/** The budget page's part of the URL. Ignores anything else. */
import { type Day, isDay } from '../../i18n/dates.ts';

export type BudgetSearch = {
  /** The budget that is shown; without it the first. */
  readonly budget?: string;
  /** A day of the period that is shown; without it today. */
  readonly date?: Day;
};

export function readBudgetSearch({ budget, date }: Readonly<Record<string, unknown>>): BudgetSearch {
  return {
    ...(typeof budget === 'string' && { budget }),
    ...(typeof date === 'string' && isDay(date) && { date }),
  };
}
