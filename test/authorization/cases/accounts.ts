/** A valid request for every method of accounts. */
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { eur } from '../../e2e/household.ts';
import { type Cases, day, renamed } from './case.ts';

export const accountsCases: Cases = {
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
};
