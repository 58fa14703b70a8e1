/** A household's budgets and categories on a day, and what tells that they have changed. */
import { type Clock, todayIn } from '#kit/values/dates.ts';
import type { Node } from '#kit/values/tree.ts';
import { periodOf } from '../budget/period.ts';
import type { Household } from '../rows.ts';
import { type MonthId, monthId, monthOf } from '../spending/daily-sums.ts';
import { factsFrom } from '../spending/line-figures.ts';
import type { BudgetStore } from '../store.ts';
import type { AlertedBudget } from './rules.ts';

export type AlertDependencies = { readonly store: BudgetStore; readonly clock: Clock };

export type HouseholdState = {
  readonly household: string;
  readonly budgets: readonly AlertedBudget[];
  readonly tree: readonly Node[];
  readonly today: string;
  /** Months that may have spending, as YYYY-MM. */
  readonly months: readonly string[];
  /** Changes when lines cover other categories or have other limits; alerts that were sent do not change it. */
  readonly fingerprint: string;
};

export async function readHouseholdStates(
  { store, clock }: AlertDependencies,
  ids: readonly string[],
): Promise<HouseholdState[]> {
  const [budgets, households] = await Promise.all([store.alertedBudgets(ids), store.households(ids)]);
  const byHousehold = Map.groupBy(budgets, ({ budget }) => budget.householdId);
  return Promise.all(
    ids.map(async (household): Promise<HouseholdState> => {
      const own = byHousehold.get(household);
      if (!own) return { household, budgets: [], tree: [], today: '', months: [], fingerprint: '' };
      const known = households.get(household)!;
      const versions = own.map(({ budget }) => `${budget.id} ${budget.etag}`);
      return {
        household,
        budgets: own,
        tree: await store.categoryTree(household, known),
        today: todayIn(clock(), known.timeZone).toString(),
        months: known.months,
        fingerprint: fingerprintOf(versions, known),
      };
    }),
  );
}

/** Fingerprints by household after a write. Also deletes what was written for households that were erased meanwhile. */
export async function sweepAndFingerprint(store: BudgetStore, ids: readonly string[]): Promise<Map<string, string>> {
  const [budgets, households] = await Promise.all([store.budgetVersions(ids), store.sweep(ids)]);
  const byHousehold = Map.groupBy(budgets, ({ householdId }) => householdId);
  return new Map(
    ids.map((household) => {
      const versions = (byHousehold.get(household) ?? []).map(({ id, version }) => `${id} ${version}`);
      return [household, fingerprintOf(versions, households.get(household)!)];
    }),
  );
}

/** Without budgets nothing alerts, whatever the categories are. */
const fingerprintOf = (budgets: readonly string[], { categoryRevision }: Household): string =>
  budgets.length === 0 ? '' : [...budgets.toSorted(), categoryRevision].join();

/** Months of spending that the open periods of these budgets need. Future spending alerts for the period of its date at once. */
export function monthsFor({ household, budgets, today, months }: HouseholdState): MonthId[] {
  if (budgets.length === 0) return [];
  const from = budgets.map(({ budget }) => factsFrom(budget, periodOf(budget.period, today))).sort()[0]!;
  return months.filter((month) => month >= monthOf(from)).map((month) => monthId(household, month));
}
