/** Random writes of a household under load, and the test's own books of what was acknowledged. */
import { randomUUID } from 'node:crypto';
import type { ApiClient } from '#infra/local/demo/api-client.ts';
import { between } from '#infra/local/demo/random.ts';
import { eur, today } from '../e2e/household.ts';
import { CALL, persist } from './persist.ts';

/** One acknowledged transaction; a leg of a transfer has no category. */
export type Entry = { readonly account: string; readonly category: string; readonly minorUnits: bigint };
/** The household as Melo knows it, and the test's own books of what was acknowledged. */
export type State = {
  readonly next: () => number;
  readonly person: ApiClient;
  readonly accounts: readonly string[];
  readonly categories: readonly string[];
  /** Every acknowledged transaction by its ID. */
  readonly books: Map<string, Entry>;
  readonly deleted: Map<string, Entry>;
  /** The other leg of a transfer. */
  readonly legs: Map<string, string>;
};

const some = <Item>({ next }: State, items: readonly Item[]): Item => items[between(next, 0, items.length - 1)]!;

/** Makes one random write, acknowledged before it returns. */
export async function write(state: State): Promise<void> {
  const { next, books, deleted, legs } = state;
  const dice = next();
  const [id, entry] =
    some(
      state,
      [...books].filter(([one]) => !legs.has(one)),
    ) ?? [];
  const leg = some(
    state,
    [...books.keys()].filter((one) => legs.has(one)),
  );
  const [deletedId, deletedEntry] = some(state, [...deleted]) ?? [];
  if (dice < 0.15) await transfer(state);
  else if (leg && dice < 0.18) await remove(state, leg);
  else if (id && entry && dice < 0.35) await update(state, id, entry);
  else if (id && dice < 0.45) await remove(state, id);
  else if (deletedId && deletedEntry && dice < 0.5) await restore(state, deletedId, deletedEntry);
  else await record(state, { account: some(state, state.accounts), ...randomSpending(state) });
}

const randomSpending = (state: State) => ({
  category: some(state, state.categories),
  minorUnits: -BigInt(between(state.next, 1, 4_000)),
});

export async function record({ person: { transactions }, books }: State, entry: Entry): Promise<void> {
  const request = { transaction: wire(entry), requestId: randomUUID() };
  const { transaction } = await persist('create', () => transactions.createTransaction(request, CALL));
  books.set(transaction!.id, entry);
}

async function update(state: State, id: string, before: Entry): Promise<void> {
  const entry = { ...before, ...randomSpending(state) };
  const transaction = { ...wire(entry), id };
  const request = { id, transaction, updateMask: { paths: ['amount', 'lines'] }, requestId: randomUUID() };
  await persist('update', () => state.person.transactions.updateTransaction(request, CALL));
  state.books.set(id, entry);
}

async function remove({ person, books, deleted, legs }: State, id: string): Promise<void> {
  const request = { id, requestId: randomUUID() };
  await persist('delete', () => person.transactions.deleteTransaction(request, CALL));
  // Both legs of a transfer are deleted together.
  const other = legs.get(id);
  if (other) books.delete(other);
  else deleted.set(id, books.get(id)!);
  books.delete(id);
}

async function restore({ person, books, deleted }: State, id: string, entry: Entry): Promise<void> {
  const request = { id, requestId: randomUUID() };
  await persist('restore', () => person.transactions.restoreTransaction(request, CALL));
  books.set(id, entry);
  deleted.delete(id);
}

async function transfer({ next, person, accounts, books, legs }: State): Promise<void> {
  const [from, to] = next() < 0.5 ? accounts : accounts.toReversed();
  const amount = eur(BigInt(between(next, 1, 10_000)));
  const accountIds = { fromAccountId: from!, toAccountId: to! };
  const request = { ...accountIds, postingDate: today.toString(), amount, requestId: randomUUID() };
  const response = await persist('transfer', () => person.transactions.createTransfer(request, CALL));
  const made = [response.fromTransaction!, response.toTransaction!];
  for (const [i, leg] of made.entries()) {
    books.set(leg.id, { account: leg.accountId, category: '', minorUnits: leg.amount!.minorUnits });
    legs.set(leg.id, made[1 - i]!.id);
  }
}

const wire = ({ account, category, minorUnits }: Entry) => ({
  accountId: account,
  postingDate: today.toString(),
  payee: 'Market',
  amount: eur(minorUnits),
  lines: [{ categoryId: category, amount: eur(minorUnits) }],
});
