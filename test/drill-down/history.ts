/** A random history of a household's ledger, written through the ledger's own routes. */
import fc from 'fast-check';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { newLedger } from '#test/fixtures/ledger.ts';
import type { Services } from './services.ts';

const DAYS = ['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-10', '2026-03-31', '2026-04-01', '2026-04-17'];

const line = fc.record({ category: fc.nat(9), units: fc.bigInt({ min: -5_000n, max: 3_000n }) });
const lines = fc.array(line, { minLength: 1, maxLength: 4 });
const day = fc.constantFrom(...DAYS);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('post' as const), account: fc.nat(2), day, lines }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('transfer' as const),
      from: fc.nat(2),
      by: fc.integer({ min: 1, max: 2 }),
      day,
      units: fc.bigInt({ min: 1n, max: 9_000n }),
      fee: fc.option(fc.bigInt({ min: 1n, max: 90n })),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('edit' as const), which: fc.nat(), day, lines }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), under: fc.nat(2) }) },
);

export type Step = (typeof step extends fc.Arbitrary<infer One> ? One : never) & object;

export const histories = fc.record({
  steps: fc.array(step, { minLength: 3, maxLength: 22 }),
  /** Swaps of neighbours and repetitions that spoil the order of delivery. */
  disorder: fc.array(fc.record({ from: fc.nat(), to: fc.nat(), again: fc.boolean() }), { maxLength: 12 }),
  range: fc.tuple(day, day).map(([one, other]) => (one < other ? [one, other] : [other, one])),
});

/** A household with accounts in two currencies and a tree of categories of both kinds; empty is uncategorised. */
export function newHome() {
  const ledger = newLedger();
  const accounts = [
    { id: ledger.account(), currency: 'EUR' },
    { id: ledger.account(), currency: 'EUR' },
    { id: ledger.account(0n, 'USD'), currency: 'USD' },
  ];
  const expenses = Array.from({ length: 5 }, () => ledger.category(CategoryKind.EXPENSE));
  const incomes = Array.from({ length: 2 }, () => ledger.category(CategoryKind.INCOME));
  const parents = new Map<string, string>();
  const move = (id: string, parent: string) => {
    ledger.move(id, parent);
    parents.set(id, parent);
  };
  move(expenses[1]!, expenses[0]!);
  move(expenses[2]!, expenses[1]!);
  move(incomes[1]!, incomes[0]!);
  return { ledger, accounts, expenses, incomes, parents, move };
}

export type Home = ReturnType<typeof newHome>;

/** Plays the steps; what the ledger rejects, such as a transfer without lines to edit, is left out of the history. */
export async function play(services: Services, home: Home, steps: readonly Step[]): Promise<void> {
  const { transactions } = services.clientsOf(home.ledger);
  const alive: string[] = [];
  const deleted: string[] = [];
  const request = () => ({ requestId: uuidv7() });
  const linesOf = (drawn: readonly { category: number; units: bigint }[], currency: string) =>
    drawn.map(({ category, units }) => ({
      categoryId: [...home.expenses, ...home.incomes][category] ?? '',
      amount: money(currency, units),
    }));
  const totalOf = (drawn: readonly { units: bigint }[]) => drawn.reduce((sum, { units }) => sum + units, 0n);

  for (const one of steps) {
    if (one.do === 'post') {
      const { id: accountId, currency } = home.accounts[one.account]!;
      const amount = money(currency, totalOf(one.lines));
      const transaction = { accountId, postingDate: one.day, amount, lines: linesOf(one.lines, currency) };
      alive.push((await transactions.createTransaction({ transaction, ...request() })).transaction!.id);
    } else if (one.do === 'transfer') {
      const [from, to] = [home.accounts[one.from]!, home.accounts[(one.from + one.by) % 3]!];
      const { fromTransaction } = await transactions.createTransfer({
        fromAccountId: from.id,
        toAccountId: to.id,
        postingDate: one.day,
        amount: money(from.currency, one.units),
        ...(from.currency !== to.currency && { receivedAmount: money(to.currency, one.units + 7n) }),
        feeLines: one.fee ? [{ categoryId: home.expenses[4]!, amount: money(from.currency, -one.fee) }] : [],
        ...request(),
      });
      alive.push(fromTransaction!.id);
    } else if (one.do === 'move') {
      home.move(home.expenses[3]!, home.expenses[one.under]!);
    } else if (one.do === 'restore') {
      const [id] = deleted.splice(one.which % (deleted.length || 1), 1);
      if (id) await transactions.restoreTransaction({ id, ...request() });
      if (id) alive.push(id);
    } else {
      const at = one.which % (alive.length || 1);
      const id = alive[at];
      if (!id) continue;
      if (one.do === 'delete') {
        await transactions.deleteTransaction({ id, ...request() });
        deleted.push(...alive.splice(at, 1));
        continue;
      }
      const { transaction } = await transactions.getTransaction({ id });
      const currency = transaction!.amount!.currencyCode;
      const edited = transaction!.transfer
        ? { postingDate: one.day }
        : { postingDate: one.day, amount: money(currency, totalOf(one.lines)), lines: linesOf(one.lines, currency) };
      const paths = transaction!.transfer ? ['posting_date'] : ['posting_date', 'amount', 'lines'];
      await transactions.updateTransaction({ id, transaction: edited, updateMask: { paths }, ...request() });
    }
  }
}

/** Events out of order and repeated: moves some to another place, some of them as copies. */
export function shuffled<Event>(
  events: readonly Event[],
  disorder: readonly { from: number; to: number; again: boolean }[],
): Event[] {
  const order = [...events];
  for (const { from, to, again } of disorder) {
    if (order.length === 0) break;
    const event = order[from % order.length]!;
    if (!again) order.splice(from % order.length, 1);
    order.splice(to % (order.length + 1), 0, event);
  }
  return order;
}
