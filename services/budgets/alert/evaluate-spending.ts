/** How a batch of spending takes effect: its alerts first, then its facts and sums. */
import {
  entriesOf,
  type FactChange,
  type MonthId,
  type MonthSums,
  monthIdOf,
  parseMonthId,
} from '../spending/daily-sums.ts';
import type { Fact } from '../spending/entry.ts';
import { createRunningSpending } from '../spending/running-spending.ts';
import type { BudgetStore } from '../store.ts';
import { evaluateBudgets, evaluateHousehold } from './evaluate.ts';
import {
  type AlertDependencies,
  type HouseholdState,
  monthsFor,
  readHouseholdStates,
  sweepAndFingerprint,
} from './household-state.ts';

/** What the store holds of a batch's transactions and months. */
type Stored = {
  readonly known: ReadonlyMap<string, Fact>;
  readonly months: ReadonlyMap<MonthId, MonthSums>;
};

/**
 * Evaluates new facts event by event in topic order, never on a batch's net effect, because an alert describes the moment in which
 * a threshold was crossed. Alerts are sent before the facts are stored: a batch that is applied again after a crash then crosses
 * the same thresholds. In the end what was written for erased households is deleted.
 */
export async function evaluateSpending(dependencies: AlertDependencies, facts: readonly Fact[]): Promise<void> {
  const { store } = dependencies;
  if (facts.length === 0) return;
  const ids = [...new Set(facts.map(({ householdId }) => householdId))];
  const [states, read] = await Promise.all([readHouseholdStates(dependencies, ids), readStored(store, facts)]);
  const stored = await settle(store, facts, { states, stored: read });
  await Promise.all(states.map((state) => evaluateFacts(dependencies, { state, facts, stored })));
  await store.recordFacts({ changes: changesOf(facts, stored), months: stored.months });
  const fingerprints = await sweepAndFingerprint(store, ids);
  for (const { household, fingerprint } of states)
    if (fingerprints.get(household) !== fingerprint) await evaluateHousehold(dependencies, household);
}

/** Stores facts without alerts, for a rebuild. */
export async function recordSpending(store: BudgetStore, facts: readonly Fact[]): Promise<void> {
  const stored = await settle(store, facts, { states: [], stored: await readStored(store, facts) });
  await store.recordFacts({ changes: changesOf(facts, stored), months: stored.months });
}

async function readStored(store: BudgetStore, facts: readonly Fact[]): Promise<Stored> {
  const [known, months] = await Promise.all([
    store.factsOf([...new Set(facts.map(({ transactionId }) => transactionId))]),
    store.sumsOf([...new Set(facts.map(monthIdOf))]),
  ]);
  return { known: new Map(known.map((fact) => [fact.transactionId, fact])), months };
}

type Read = { readonly states: readonly HouseholdState[]; readonly stored: Stored };

/**
 * Adds the months that the stored facts and the budgets need. A version that is stored already shows that a batch was interrupted,
 * perhaps before its sums were written: its months, old and new, are summed anew.
 */
async function settle(store: BudgetStore, facts: readonly Fact[], { states, stored }: Read): Promise<Stored> {
  const { known, months } = stored;
  const isStored = ({ transactionId, version }: Fact) => version <= (known.get(transactionId)?.version ?? 0n);
  const repeated = facts.filter(isStored);
  const needed = new Set([...known.values()].map(monthIdOf).concat(states.flatMap(monthsFor)));
  if (repeated.length === 0) {
    const missing = await store.sumsOf([...needed].filter((id) => !months.has(id)));
    return { known, months: new Map([...months, ...missing]) };
  }
  await store.sumAnew(repeated.flatMap((fact) => [fact, known.get(fact.transactionId)!]));
  return { known, months: await store.sumsOf([...needed.union(months)]) };
}

/** The newest version of each transaction, where it is newer than the stored one. */
function changesOf(facts: readonly Fact[], { known }: Stored): FactChange[] {
  const newest = new Map(known);
  for (const fact of facts)
    if (fact.version > (newest.get(fact.transactionId)?.version ?? 0n)) newest.set(fact.transactionId, fact);
  return [...newest.values()]
    .map((after) => ({ before: known.get(after.transactionId), after }))
    .filter(({ before, after }) => before !== after);
}

type HouseholdFacts = { readonly state: HouseholdState; readonly facts: readonly Fact[]; readonly stored: Stored };

async function evaluateFacts(dependencies: AlertDependencies, { state, facts, stored }: HouseholdFacts): Promise<void> {
  if (state.budgets.length === 0) return;
  const { household } = state;
  const months = [...stored.months.values()].filter(({ id }) => parseMonthId(id).household === household);
  const spending = createRunningSpending(entriesOf(months), [...stored.known.values()]);
  let current = state;
  for (const fact of facts.filter(({ householdId }) => householdId === household)) {
    const changed = spending.apply(fact);
    if (changed.length > 0) current = await evaluateBudgets(dependencies, current, spending.entries(), changed);
  }
}
