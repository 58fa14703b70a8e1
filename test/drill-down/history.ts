/** A random history of a household's ledger, written through the ledger's own routes. */
import fc from 'fast-check';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { newLedger } from '#test/fixtures/ledger.ts';
import type { Clients, Services } from './services.ts';

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

type Of<Kind extends Step['do']> = Extract<Step, { do: Kind }>;

type Player = {
  readonly home: Home;
  readonly transactions: Clients['transactions'];
  /** IDs of the transactions that exist, and of those that were deleted. */
  readonly alive: string[];
  readonly deleted: string[];
};

const request = () => ({ requestId: uuidv7() });
const totalOf = (drawn: readonly { units: bigint }[]) => drawn.reduce((sum, { units }) => sum + units, 0n);
const linesOf = (home: Home, drawn: readonly { category: number; units: bigint }[], currency: string) =>
  drawn.map(({ category, units }) => ({
    categoryId: [...home.expenses, ...home.incomes][category] ?? '',
    amount: money(currency, units),
  }));

/** Plays the steps. A step without a transaction to act on does nothing. */
export async function play(services: Services, home: Home, steps: readonly Step[]): Promise<void> {
  const { transactions } = services.clientsOf(home.ledger);
  const player: Player = { home, transactions, alive: [], deleted: [] };
  for (const one of steps) {
    if (one.do === 'post') await post(player, one);
    if (one.do === 'transfer') await transfer(player, one);
    if (one.do === 'edit') await edit(player, one);
    if (one.do === 'delete') await remove(player, one);
    if (one.do === 'restore') await restore(player, one);
    if (one.do === 'move') home.move(home.expenses[3]!, home.expenses[one.under]!);
  }
}

async function post({ home, transactions, alive }: Player, { account, day, lines }: Of<'post'>): Promise<void> {
  const { id: accountId, currency } = home.accounts[account]!;
  const amount = money(currency, totalOf(lines));
  const transaction = { accountId, postingDate: day, amount, lines: linesOf(home, lines, currency) };
  alive.push((await transactions.createTransaction({ transaction, ...request() })).transaction!.id);
}

async function transfer({ home, transactions, alive }: Player, step: Of<'transfer'>): Promise<void> {
  const [from, to] = [home.accounts[step.from]!, home.accounts[(step.from + step.by) % 3]!];
  const { fromTransaction } = await transactions.createTransfer({
    fromAccountId: from.id,
    toAccountId: to.id,
    postingDate: step.day,
    amount: money(from.currency, step.units),
    ...(from.currency !== to.currency && { receivedAmount: money(to.currency, step.units + 7n) }),
    feeLines: step.fee ? [{ categoryId: home.expenses[4]!, amount: money(from.currency, -step.fee) }] : [],
    ...request(),
  });
  alive.push(fromTransaction!.id);
}

/** A transfer has no lines to edit, only its date. */
async function edit({ home, transactions, alive }: Player, { which, day, lines }: Of<'edit'>): Promise<void> {
  const id = alive[which % (alive.length || 1)];
  if (!id) return;
  const { transaction } = await transactions.getTransaction({ id });
  const currency = transaction!.amount!.currencyCode;
  const edited = transaction!.transfer
    ? { postingDate: day }
    : { postingDate: day, amount: money(currency, totalOf(lines)), lines: linesOf(home, lines, currency) };
  const paths = transaction!.transfer ? ['posting_date'] : ['posting_date', 'amount', 'lines'];
  await transactions.updateTransaction({ id, transaction: edited, updateMask: { paths }, ...request() });
}

async function remove({ transactions, alive, deleted }: Player, { which }: Of<'delete'>): Promise<void> {
  const [id] = alive.splice(which % (alive.length || 1), 1);
  if (!id) return;
  await transactions.deleteTransaction({ id, ...request() });
  deleted.push(id);
}

async function restore({ transactions, alive, deleted }: Player, { which }: Of<'restore'>): Promise<void> {
  const [id] = deleted.splice(which % (deleted.length || 1), 1);
  if (!id) return;
  await transactions.restoreTransaction({ id, ...request() });
  alive.push(id);
}
