/** Every figure of a report is the total of the list that its drill-down in the web opens, whatever happened to the ledger. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Money } from '#gen/melo/money/v1/money_pb.ts';
import { rollUp, treeOf, UNCATEGORISED } from '../../web/src/api/category-tree.ts';
import { listOfMonth, listOfSpending } from '../../web/src/api/drill-down.ts';
import { requestOf } from '../../web/src/features/transactions/filters/filter-request.ts';
import type { Filters } from '../../web/src/features/transactions/filters/filters.ts';
import { shuffled } from './disorder.ts';
import { type Home, histories, newHome, play } from './history.ts';
import { type Clients, openServices, type Services } from './services.ts';

const RUNS = 15;
const BASE = 'EUR';
const seed = Number(process.env['MELO_DRILL_DOWN_SEED'] ?? Date.now() % 2 ** 31);

let services: Services;
before(async () => {
  services = await openServices();
});
after(() => services.close());

type Days = { readonly from: string; readonly to: string };

test('given any ledger, when events come in any order, then each figure is the total of its list', async (t) => {
  t.diagnostic(`seed ${seed}: MELO_DRILL_DOWN_SEED=${seed} repeats this run`);
  const property = fc.asyncProperty(histories, async ({ steps, disorder, range: [from, to] }) => {
    const home = newHome();
    await services.publish(home.ledger.events);
    const published = home.ledger.events.length;
    await play(services, home, steps);
    await services.deliverToReports(shuffled(await services.committed(), disorder));
    // The tree changes after the lines that it sums.
    await services.publish(home.ledger.events.slice(published));
    for (const days of [
      { from: from!, to: to! },
      { from: '2026-01-01', to: '2026-12-31' },
    ]) {
      await compareSpending(home, days);
      await compareIncomeStatement(home, days);
    }
  });
  await fc.assert(property, { seed, numRuns: RUNS });
});

async function compareSpending(home: Home, days: Days): Promise<void> {
  const clients = services.clientsOf(home.ledger);
  const { rows, total, unconverted } = await clients.reports.getSpendingByCategory({
    fromDate: days.from,
    toDate: days.to,
  });
  const tree = treeOf(categoriesOf(home), 8);
  const slices = rows.map(({ categoryId, amount }) => ({ categoryId, units: amount!.minorUnits }));
  const shown = new Map(rollUp(tree, slices, '').map(({ categoryId, units }) => [categoryId, units]));
  for (const root of tree.childrenOf('')) {
    for (const { categoryId, units } of rollUp(tree, slices, root.id))
      if (categoryId !== root.id) shown.set(categoryId, units);
  }
  const below = (id: string) => new Set(tree.subtreeOf(id).map((category) => category.id));
  for (const categoryId of [UNCATEGORISED, ...home.expenses]) {
    // Deeper categories, and those without spending, are not shown; their lists sum up all the same.
    const ids = categoryId === UNCATEGORISED ? new Set(['']) : below(categoryId);
    const own = slices.filter((slice) => ids.has(slice.categoryId)).reduce((sum, { units }) => sum + units, 0n);
    const list = await totalsOf(clients, home, listOfSpending(categoryId, days));
    assert.equal(-(list.get(BASE) ?? 0n), shown.get(categoryId) ?? own, `spending of ${categoryId || 'uncategorised'}`);
  }
  const all = await totalsOf(clients, home, { flow: 'spending', ...days });
  assert.equal(-(all.get(BASE) ?? 0n), total!.minorUnits, 'all spending');
  assert.deepEqual(negated(unconverted), others(all), 'spending without a rate');
}

async function compareIncomeStatement(home: Home, days: Days): Promise<void> {
  const clients = services.clientsOf(home.ledger);
  const statement = await clients.reports.getIncomeStatement({ fromDate: days.from, toDate: days.to });
  const unitsOf = async (filters: Filters) => (await totalsOf(clients, home, filters)).get(BASE) ?? 0n;
  for (const { month, income, spending, net } of statement.months) {
    assert.equal(await unitsOf(listOfMonth('income', month, days)), income!.minorUnits, `income of ${month}`);
    assert.equal(-(await unitsOf(listOfMonth('spending', month, days))), spending!.minorUnits, `spending of ${month}`);
    assert.equal(await unitsOf(listOfMonth('both', month, days)), net!.minorUnits, `net of ${month}`);
  }
  const all = await totalsOf(clients, home, { flow: 'both', ...days });
  assert.equal(all.get(BASE) ?? 0n, statement.net!.minorUnits, 'net');
  assert.deepEqual(new Map(statement.unconverted.map(entryOf)), others(all), 'net without a rate');
}

/** The totals that the register shows; they are those of the lines on its pages. */
async function totalsOf({ transactions }: Clients, home: Home, filters: Filters): Promise<Map<string, bigint>> {
  const { totalAmounts } = await transactions.listTransactions(requestOf(filters, home.ledger.householdId));
  return new Map(totalAmounts.map(entryOf));
}

const entryOf = ({ currencyCode, minorUnits }: Money): [string, bigint] => [currencyCode, minorUnits];
const negated = (amounts: readonly Money[]) =>
  new Map(amounts.map((amount) => [amount.currencyCode, -amount.minorUnits]));
const others = (totals: ReadonlyMap<string, bigint>) => new Map([...totals].filter(([currency]) => currency !== BASE));

const categoriesOf = ({ expenses, incomes, parents }: Home) =>
  [...expenses, ...incomes].map((id, position) => ({
    id,
    parentId: parents.get(id) ?? '',
    name: id,
    icon: '',
    color: 0,
    position,
    archived: false,
    kind: expenses.includes(id) ? CategoryKind.EXPENSE : CategoryKind.INCOME,
  }));
