/** One valid request for every method of the contracts, about the resources of one household. Add the request of a new method here. */
import { randomUUID } from 'node:crypto';
import { create, type DescMethod, type Message } from '@bufbuild/protobuf';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { eur, today } from '../e2e/household.ts';
import { type Home, mapping, statement } from './resources.ts';

type Fields = Readonly<Record<string, unknown>>;
type Case = (home: Home) => Fields;

const day = today.toString();
const range = { fromDate: today.with({ day: 1 }).toString(), toDate: day };
/** Changes only the name of what has this id. */
const renamed = (noun: string, id: string): Fields => ({
  id,
  [noun]: { name: 'Taken over' },
  updateMask: { paths: ['name'] },
});
const spent = ({ account, category }: Home): Fields => ({
  accountId: account,
  postingDate: day,
  payee: 'A stranger',
  amount: eur(-500n),
  lines: [{ categoryId: category, amount: eur(-500n) }],
});

/** By service, then method. `household_id` and `request_id` are filled in. */
export const cases: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  'melo.users.v1.AuthService': {
    Register: ({ email }) => ({ email, password: 'nine loud herons fold kites', name: 'A stranger' }),
    VerifyEmail: () => ({ token: `m.${randomUUID()}.forged` }),
    SignIn: ({ email }) => ({ email, password: 'not the right one' }),
    RefreshSession: () => ({ refreshToken: `r.${randomUUID()}.1.forged` }),
    SignOut: () => ({}),
    RequestPasswordReset: ({ email }) => ({ email }),
    ResetPassword: () => ({ token: `m.${randomUUID()}.forged`, password: 'nine loud herons fold kites' }),
    ChangePassword: () => ({ currentPassword: 'not the right one', newPassword: 'nine loud herons fold kites' }),
  },
  'melo.users.v1.AuthInternalService': {
    ClaimMailToken: () => ({ claimId: randomUUID() }),
  },
  'melo.users.v1.UserService': {
    GetMe: () => ({}),
    BatchGetUsers: ({ user }) => ({ ids: [user] }),
    UpdateMe: () => ({ user: { name: 'A stranger' }, updateMask: { paths: ['name'] } }),
    DeleteMe: () => ({ password: 'not the right one' }),
  },
  'melo.users.v1.HouseholdService': {
    ListHouseholds: () => ({}),
    BatchGetHouseholds: ({ household }) => ({ ids: [household] }),
    CreateHousehold: () => ({ household: { name: 'Another', baseCurrency: 'EUR' } }),
    UpdateHousehold: ({ household }) => renamed('household', household),
    DeleteHousehold: ({ household }) => ({ id: household }),
  },
  'melo.categories.v1.CategoryService': {
    GetCategory: ({ category }) => ({ id: category }),
    BatchGetCategories: ({ category }) => ({ ids: [category] }),
    ListCategories: () => ({}),
    CreateCategory: ({ category }) => ({ category: { name: `New ${randomUUID()}`, parentId: category } }),
    UpdateCategory: ({ category }) => renamed('category', category),
  },
  'melo.categories.v1.CategoryInternalService': {
    BatchGetCategoryReplicas: ({ category }) => ({ ids: [category] }),
  },
  'melo.accounts.v1.AccountService': {
    GetAccount: ({ account }) => ({ id: account }),
    BatchGetAccounts: ({ account }) => ({ ids: [account] }),
    ListAccounts: () => ({}),
    CreateAccount: () => ({
      account: { name: 'New', type: AccountType.CASH, openingDate: day, openingBalance: eur(0n) },
    }),
    UpdateAccount: ({ account }) => renamed('account', account),
    BatchGetBalances: ({ account }) => ({ ids: [account] }),
  },
  'melo.accounts.v1.AccountInternalService': {
    BatchGetAccountReplicas: ({ account }) => ({ ids: [account] }),
    MoveOpening: ({ account }) => ({ accountId: account, openingDate: '2026-01-01', balanceChange: 1n }),
  },
  'melo.transactions.v1.TransactionService': {
    GetTransaction: ({ transaction }) => ({ id: transaction }),
    BatchGetTransactions: ({ transaction }) => ({ ids: [transaction] }),
    ListTransactions: ({ account, category }) => ({ accountIds: [account], categoryIds: [category] }),
    CreateTransaction: (home) => ({ transaction: spent(home) }),
    BatchCreateTransactions: (home) => ({ transactions: [spent(home)] }),
    CreateTransfer: ({ account, card }) => ({
      fromAccountId: account,
      toAccountId: card,
      postingDate: day,
      amount: eur(500n),
    }),
    UpdateTransaction: ({ transaction }) => ({
      id: transaction,
      transaction: { payee: 'A stranger' },
      updateMask: { paths: ['payee'] },
    }),
    DeleteTransaction: ({ transaction }) => ({ id: transaction }),
    RestoreTransaction: ({ deleted }) => ({ id: deleted }),
  },
  'melo.transactions.v1.ImportService': {
    ProposeMapping: ({ account }) => ({ accountId: account, ...statement }),
    PreviewImport: ({ account }) => ({ accountId: account, ...statement, mapping }),
    CommitImport: ({ account }) => ({ accountId: account, ...statement, mapping }),
    RevertImport: (home) => ({ id: home.import }),
    ListImports: () => ({}),
  },
  'melo.budgets.v1.BudgetService': {
    GetBudget: ({ budget }) => ({ id: budget }),
    BatchGetBudgets: ({ budget }) => ({ ids: [budget] }),
    ListBudgets: () => ({}),
    CreateBudget: ({ category }) => ({
      budget: {
        name: 'New',
        currencyCode: 'EUR',
        lines: [{ name: 'All', categoryIds: [category], limit: eur(10_000n) }],
      },
    }),
    UpdateBudget: ({ budget }) => renamed('budget', budget),
    DeleteBudget: ({ budget }) => ({ id: budget }),
    BatchGetBudgetStatuses: ({ budget }) => ({ ids: [budget] }),
  },
  'melo.reports.v1.ReportService': {
    GetSpendingByCategory: () => range,
    GetIncomeStatement: () => range,
    GetNetWorth: () => range,
  },
  'melo.notifications.v1.NotificationService': {
    ListNotifications: () => ({}),
    MarkNotificationsRead: ({ notification }) => ({ ids: [notification] }),
    // From before the first of all.
    WatchNotifications: () => ({ cursor: '00000000-0000-7000-8000-000000000000' }),
  },
};

/** The request of a method about `home`, in the name of another household when one is given. */
export function requestFor(method: DescMethod, home: Home, household = home.household): Message {
  const own = cases[method.parent.typeName]?.[method.name];
  if (!own) throw new Error(`${method.parent.typeName}/${method.name} has no request in test/authorization/cases.ts`);
  const has = (name: string) => method.input.fields.some((field) => field.name === name);
  return create(method.input, {
    ...own(home),
    ...(has('household_id') && { householdId: household }),
    ...(has('request_id') && { requestId: randomUUID() }),
  } as never);
}
