/** One valid request for every method of the contracts, about the resources of one household. The request of a new method goes into `cases/`. */
import { randomUUID } from 'node:crypto';
import { create, type DescMethod, type Message } from '@bufbuild/protobuf';
import { accountsCases } from './cases/accounts.ts';
import { budgetsCases } from './cases/budgets.ts';
import type { Cases } from './cases/case.ts';
import { categoriesCases } from './cases/categories.ts';
import { notificationsCases } from './cases/notifications.ts';
import { reportsCases } from './cases/reports.ts';
import { transactionsCases } from './cases/transactions.ts';
import { usersCases } from './cases/users.ts';
import type { Home } from './resources.ts';

export const cases: Cases = {
  ...usersCases,
  ...categoriesCases,
  ...accountsCases,
  ...transactionsCases,
  ...budgetsCases,
  ...reportsCases,
  ...notificationsCases,
};

/** The request of a method about `home`, in the name of another household when one is given. */
export function requestFor(method: DescMethod, home: Home, household = home.household): Message {
  const own = cases[method.parent.typeName]?.[method.name];
  if (!own) throw new Error(`${method.parent.typeName}/${method.name} has no request in test/authorization/cases`);
  const has = (name: string) => method.input.fields.some((field) => field.name === name);
  return create(method.input, {
    ...own(home),
    ...(has('household_id') && { householdId: household }),
    ...(has('request_id') && { requestId: randomUUID() }),
  } as never);
}
