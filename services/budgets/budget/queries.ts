/** Reads budgets. */
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { AlertedBudget } from '../alert/rules.ts';
import type { Database } from '../database.ts';
import { type BudgetDocument, toBudget } from '../rows.ts';
import { lowestFreeSlot, type Slot } from './slots.ts';

const toAlertedBudget = (document: BudgetDocument): AlertedBudget => ({
  budget: toBudget(document),
  alerted: new Set(document.fired),
});

export const budgetQueries = ({ budgets }: Database) => ({
  async budgets(ids: readonly string[], households: readonly string[]): Promise<Budget[]> {
    const where = { _id: { $in: [...ids] }, household_id: { $in: [...households] }, deleted: false };
    return (await budgets.find(where).toArray()).map(toBudget);
  },
  /** Budgets of a household after an ID, for pages. */
  async page(household: string, after: string, limit: number): Promise<Budget[]> {
    const where = { household_id: household, deleted: false, _id: { $gt: after } };
    return (await budgets.find(where).sort({ _id: 1 }).limit(limit).toArray()).map(toBudget);
  },
  /** A slot for a new budget; undefined when the household has `count` budgets. */
  async freeSlot(household: string, count: number): Promise<Slot | undefined> {
    const taken = await budgets.distinct('slot', { household_id: household, deleted: false });
    return lowestFreeSlot(household, new Set(taken), count);
  },
  /** All budgets of households with the alerts that were sent for them. */
  async alertedBudgets(households: readonly string[]): Promise<AlertedBudget[]> {
    return (await budgets.find({ household_id: { $in: [...households] }, deleted: false }).toArray()).map(
      toAlertedBudget,
    );
  },
  /** Versions of all budgets of households. */
  async budgetVersions(households: readonly string[]): Promise<{ id: string; householdId: string; version: bigint }[]> {
    const found = await budgets
      .find({ household_id: { $in: [...households] }, deleted: false }, { projection: { household_id: 1, version: 1 } })
      .toArray();
    return found.map(({ _id, household_id, version }) => ({ id: _id, householdId: household_id, version }));
  },
});
