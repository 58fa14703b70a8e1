/** One call of every kind, each with a deadline, and its outcome. */
import { randomUUID } from 'node:crypto';
import { type CallOptions, Code, ConnectError } from '@connectrpc/connect';
import { codeFromString } from '@connectrpc/connect/protocol-connect';
import { eur, newHousehold, PASSWORD, today } from '../e2e/household.ts';
import { at } from './stack.ts';

/** Deadline of every call, and how much later than it an answer may come on a busy machine. */
const DEADLINE_MS = 3_000;
const LATE_MS = 3_000;

export type Home = Awaited<ReturnType<typeof newHousehold>> & { readonly budgetId: string };
export type Calls = ReturnType<typeof callsOf>;
export type Call = keyof Calls;
/** The code of an error, undefined for a response. */
export type Ended = { readonly code: Code | undefined; readonly reason: string };

export const range = { fromDate: today.with({ day: 1 }).toString(), toDate: today.toString() };

/** A household with a budget for its groceries. */
export async function openHome(name: string): Promise<Home> {
  const household = await newHousehold(name);
  const line = { name: 'Groceries', categoryIds: [household.categories.get('Groceries')!], limit: eur(1_000_000n) };
  const request = { budget: { name: 'Household', currencyCode: 'EUR', lines: [line] }, requestId: randomUUID() };
  const { budget } = await household.person.budgets.createBudget(request);
  return { ...household, budgetId: budget!.id };
}

/** A purchase of 1.00 in this account. */
export function purchase({ categories }: Home, accountId: string) {
  const amount = eur(-100n);
  const lines = [{ categoryId: categories.get('Groceries')!, amount }];
  const transaction = { accountId, postingDate: today.toString(), payee: 'Market', amount, lines };
  return { transaction, requestId: randomUUID() };
}

/** Of `home`, which may sign in anew between calls. */
export const callsOf = (home: () => Home) => ({
  me: (options: CallOptions) => home().person.users.getMe({}, options),
  signIn: (options: CallOptions) =>
    home().person.auth.signIn({ email: home().email, password: PASSWORD, requestId: randomUUID() }, options),
  categories: (options: CallOptions) => home().person.categories.listCategories({}, options),
  balances: (options: CallOptions) => home().person.accounts.batchGetBalances({ ids: [home().checking] }, options),
  renameAccount: (options: CallOptions) =>
    home().person.accounts.updateAccount({ id: home().checking, account: renamed(), ...named() }, options),
  transactions: (options: CallOptions) => home().person.transactions.listTransactions({}, options),
  create: (options: CallOptions) =>
    home().person.transactions.createTransaction(purchase(home(), home().checking), options),
  budgets: (options: CallOptions) => home().person.budgets.batchGetBudgetStatuses({ ids: [home().budgetId] }, options),
  renameBudget: (options: CallOptions) =>
    home().person.budgets.updateBudget({ id: home().budgetId, budget: renamed(), ...named() }, options),
  reports: (options: CallOptions) => home().person.reports.getSpendingByCategory(range, options),
  notifications: (options: CallOptions) => home().person.notifications.listNotifications({}, options),
  graphql: async ({ headers, signal }: CallOptions) => {
    const token = await home().person.token();
    const sent = { ...Object.fromEntries(new Headers(headers)), 'content-type': 'application/json' };
    const answer = await fetch(at.urls.graphql, {
      method: 'POST',
      headers: { ...sent, authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ getMe { id } }' }),
      signal: signal!,
    });
    const { code, errors } = (await answer.json()) as { code?: string; errors?: { extensions: { code: string } }[] };
    const said = code ?? errors?.[0]?.extensions.code.toLowerCase();
    if (said) throw new ConnectError(said, codeFromString(said) ?? Code.Unknown);
  },
});

const renamed = () => ({ name: `Renamed ${randomUUID().slice(0, 8)}` });
const named = () => ({ updateMask: { paths: ['name'] }, requestId: randomUUID() });

/** Only an answer of Melo's counts as in time: the client itself gives up later, and says Canceled. */
export async function ended(ask: (options: CallOptions) => Promise<unknown>): Promise<Ended> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), DEADLINE_MS + LATE_MS);
  try {
    await ask({ headers: { 'connect-timeout-ms': String(DEADLINE_MS) }, signal: timeout.signal });
    return { code: undefined, reason: '' };
  } catch (error) {
    if (timeout.signal.aborted) return { code: Code.Canceled, reason: 'no answer in time' };
    const { code, rawMessage } = ConnectError.from(error);
    return { code, reason: rawMessage };
  } finally {
    clearTimeout(timer);
  }
}
