/**
 * The only list of Melo's processes: their stores, services, permitted calls, published and consumed topics.
 * The launcher and Envoy's configuration are generated from it; architecture tests compare it with the code.
 */

export type Store = 'postgres' | 'mariadb' | 'mongodb' | 'dynamodb' | 'redis';

export type Process = {
  /** Name of the folder in services/ (or at the top level), of its SPIFFE ID `spiffe://melo/<name>` and of its sockets. */
  readonly name: string;
  readonly stores: readonly Store[];
  /** Fully qualified names of the proto services that it implements. */
  readonly services: readonly string[];
  /** Processes whose internal methods it may call through its sidecar. */
  readonly calls: readonly string[];
  /** Topics that it publishes, one per resource: `melo.<domain>.v1.<resource>`. */
  readonly publishes: readonly string[];
  /** Topics whose events it consumes (the session topic, which every service consumes, is not repeated). */
  readonly consumes: readonly string[];
};

const topic = (domain: string, resource: string) => `melo.${domain}.v1.${resource}`;

export const topics = {
  user: topic('users', 'user'),
  household: topic('users', 'household'),
  session: topic('users', 'session'),
  category: topic('categories', 'category'),
  account: topic('accounts', 'account'),
  balance: topic('accounts', 'balance'),
  transaction: topic('transactions', 'transaction'),
  schedule: topic('transactions', 'schedule'),
  budget: topic('budgets', 'budget'),
  rate: topic('reports', 'rate'),
  insight: topic('reports', 'insight'),
} as const;

/** Partitions of every topic; fixed, because keys must stay where they are. */
export const PARTITIONS = 12;

/** Topics that are compacted (personal data is tombstoned); the others are kept without limit. */
export const compacted: readonly string[] = [topics.user];

export const services = [
  {
    name: 'users',
    stores: ['postgres', 'redis'],
    services: [
      'melo.users.v1.AuthService',
      'melo.users.v1.AuthInternalService',
      'melo.users.v1.UserService',
      'melo.users.v1.HouseholdService',
    ],
    calls: [],
    publishes: [topics.user, topics.household, topics.session],
    consumes: [],
  },
  {
    name: 'categories',
    stores: ['postgres'],
    services: ['melo.categories.v1.CategoryService', 'melo.categories.v1.CategoryInternalService'],
    calls: [],
    publishes: [topics.category],
    consumes: [topics.household],
  },
  {
    name: 'accounts',
    stores: ['dynamodb'],
    services: ['melo.accounts.v1.AccountService', 'melo.accounts.v1.AccountInternalService'],
    calls: [],
    publishes: [topics.account, topics.balance],
    consumes: [topics.transaction, topics.household],
  },
  {
    name: 'transactions',
    stores: ['mariadb'],
    services: [
      'melo.transactions.v1.TransactionService',
      'melo.transactions.v1.ScheduleService',
      'melo.transactions.v1.ImportService',
    ],
    calls: ['accounts', 'categories'],
    publishes: [topics.transaction, topics.schedule],
    consumes: [topics.account, topics.category, topics.household],
  },
  {
    name: 'budgets',
    stores: ['mongodb'],
    services: ['melo.budgets.v1.BudgetService'],
    calls: ['categories'],
    publishes: [topics.budget],
    // Its own events too: a budget that was changed is evaluated after its commit, also when the process died in between.
    consumes: [topics.transaction, topics.category, topics.household, topics.budget],
  },
  {
    name: 'reports',
    stores: ['postgres'],
    services: ['melo.reports.v1.ReportService'],
    calls: [],
    publishes: [],
    consumes: [topics.transaction, topics.account, topics.category, topics.household],
  },
  {
    name: 'notifications',
    stores: ['postgres'],
    services: ['melo.notifications.v1.NotificationService'],
    calls: ['users'],
    publishes: [],
    consumes: [topics.user, topics.household, topics.budget, topics.account, topics.balance, topics.transaction],
  },
] as const satisfies readonly Process[];

/** The GraphQL gateway: fans out to all seven in a user's name. */
export const gateway = {
  name: 'mesh',
  stores: [],
  services: [],
  calls: services.map((service) => service.name),
  publishes: [],
  consumes: [],
} as const satisfies Process;

/** Everything that runs behind a sidecar. */
export const processes: readonly Process[] = [...services, gateway];

/** Name of the edge, the only process that the world reaches. */
export const EDGE = 'edge';

/** Identity of a process in its certificate and in RBAC. */
export const spiffe = (name: string): string => `spiffe://melo/${name}`;

/** The process that implements a proto service. */
export function ownerOf(protoService: string): string {
  const owner = services.find((service) => (service.services as readonly string[]).includes(protoService));
  if (!owner) throw new Error(`no process in infra/topology.ts implements ${protoService}`);
  return owner.name;
}
