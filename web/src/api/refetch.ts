/**
 * What is refetched after a change, and when. Changes that follow each other are answered together, after the last one; nothing is
 * refetched while writes are on their way.
 */
import type { QueryKey } from '@tanstack/react-query';
import { LEDGER, rereadLists } from './ledger/cache.ts';
import { queryClient } from './query.ts';

/**
 * What users can change, on this device or another. Of transactions that this device has changed in its cached lists already, only
 * what is derived is refetched: `ledger` when amounts moved, `details` when they did not.
 */
export type Part =
  | 'transactions'
  | 'ledger'
  | 'details'
  | 'accounts'
  | 'budgets'
  | 'categories'
  | 'schedules'
  | 'alerts'
  | 'people';

/** Queries that are refetched together; `rows` are the lists of transactions, of which only what is in view is read again. */
type Group =
  | Exclude<Part, 'transactions' | 'ledger' | 'details' | 'accounts'>
  | 'rows'
  | 'payees'
  | 'entries'
  | 'balances'
  | 'reports';
type When = 'soon' | 'later';

const DELAY_MS: Readonly<Record<When, number>> = {
  soon: 100,
  /** Derived figures follow the ledger through its events. */
  later: 1500,
};

const dependents: Readonly<Record<Part, Readonly<Record<When, readonly Group[]>>>> = {
  transactions: { soon: ['rows', 'payees', 'entries'], later: ['balances', 'budgets', 'reports', 'schedules'] },
  ledger: { soon: ['entries'], later: ['balances', 'budgets', 'reports'] },
  details: { soon: ['entries'], later: ['budgets', 'reports'] },
  accounts: { soon: ['balances', 'entries'], later: ['reports'] },
  budgets: { soon: ['budgets'], later: [] },
  categories: { soon: ['categories', 'entries'], later: ['budgets', 'reports'] },
  schedules: { soon: ['schedules', 'rows', 'entries'], later: ['balances', 'budgets', 'reports'] },
  alerts: { soon: ['alerts'], later: [] },
  people: { soon: ['people'], later: [] },
};

/** By their names: a contract is loaded with the pages that need it. */
export const services: Readonly<Record<string, Group>> = {
  'melo.transactions.v1.TransactionService': 'payees',
  'melo.transactions.v1.ScheduleService': 'schedules',
  'melo.transactions.v1.ImportService': 'entries',
  'melo.accounts.v1.AccountService': 'balances',
  'melo.budgets.v1.BudgetService': 'budgets',
  'melo.reports.v1.ReportService': 'reports',
  'melo.categories.v1.CategoryService': 'categories',
  'melo.notifications.v1.NotificationService': 'alerts',
  'melo.users.v1.UserService': 'people',
  'melo.users.v1.HouseholdService': 'people',
};
/** GraphQL documents that show entries; the others show balances. */
const ENTRIES: readonly unknown[] = ['Latest', 'Imports'];

const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** What became due while writes were on their way. */
const held = new Map<string, () => void>();
let writes = 0;
/** Dispatches "idle" when the last write is done. */
const idle = new EventTarget();

/** Refetches what depends on the part, once. Calls in between wait for the last one. */
export function invalidate(part: Part): void {
  for (const when of ['soon', 'later'] as const) for (const group of dependents[part][when]) schedule(group, when);
}

/** Balances have followed the ledger: nothing is left to be awaited. Budgets and reports follow at about the same time. */
export function balancesFollowed(): void {
  clearTimeout(timers.get(keyOf('balances', 'later')));
  held.delete(keyOf('balances', 'later'));
  invalidate('accounts');
  schedule('budgets', 'later');
}

/** Refetches everything that is shown, after changes may have been missed. */
export function refetchAll(): void {
  rereadLists();
  queryClient.invalidateQueries({ predicate: ({ queryKey }) => groupOf(queryKey) !== 'rows' });
}

/** Refetches the user and their households at once. */
export const refetchUserAndHouseholds = (): void => refetch('people');

/** Runs writes. What depends on them is refetched after the last. */
export async function whileWriting<T>(run: () => Promise<T>): Promise<T> {
  writes += 1;
  try {
    return await run();
  } finally {
    writes -= 1;
    if (writes === 0) {
      for (const restart of [...held.values()]) restart();
      idle.dispatchEvent(new Event('idle'));
    }
  }
}

/** Waits until no write is on its way: what is read before may lack it. */
export async function writesDone(): Promise<void> {
  if (writes > 0) await new Promise((done) => idle.addEventListener('idle', done, { once: true }));
}

function schedule(group: Group, when: When): void {
  const key = keyOf(group, when);
  clearTimeout(timers.get(key));
  held.delete(key);
  timers.set(key, setTimeout(run, DELAY_MS[when]));
  function run() {
    if (writes > 0) held.set(key, () => schedule(group, when));
    else refetch(group);
  }
}

const keyOf = (group: Group, when: When): string => `${group} ${when}`;

function refetch(group: Group): void {
  if (group === 'rows') rereadLists();
  else queryClient.invalidateQueries({ predicate: ({ queryKey }) => groupOf(queryKey) === group });
}

function groupOf([kind, detail]: QueryKey): Group | undefined {
  if (kind === LEDGER) return 'rows';
  if (kind === 'graphql') return ENTRIES.includes(detail) ? 'entries' : 'balances';
  return services[(detail as { serviceName?: string } | undefined)?.serviceName ?? ''];
}
