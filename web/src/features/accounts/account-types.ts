/** The kinds of accounts: their names, groups and what their fields say. */
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import type { AccountType as TypeName } from '../../api/graphql/generated/documents.ts';

type Kind = { readonly type: AccountType; readonly name: TypeName; readonly label: string; readonly debt?: true };

export const kinds: readonly Kind[] = [
  { type: AccountType.CHECKING, name: 'CHECKING', label: 'Checking account' },
  { type: AccountType.SAVINGS, name: 'SAVINGS', label: 'Savings' },
  { type: AccountType.CASH, name: 'CASH', label: 'Cash' },
  { type: AccountType.CREDIT_CARD, name: 'CREDIT_CARD', label: 'Credit card', debt: true },
  { type: AccountType.LOAN, name: 'LOAN', label: 'Loan', debt: true },
  { type: AccountType.MORTGAGE, name: 'MORTGAGE', label: 'Mortgage', debt: true },
  { type: AccountType.INVESTMENT, name: 'INVESTMENT', label: 'Investments' },
  { type: AccountType.PROPERTY, name: 'PROPERTY', label: 'Real estate' },
  { type: AccountType.OTHER_ASSET, name: 'OTHER_ASSET', label: 'Other asset' },
  { type: AccountType.OTHER_LIABILITY, name: 'OTHER_LIABILITY', label: 'Other debt', debt: true },
];

export const kindOf = (name: string): Kind => kinds.find((kind) => kind.name === name) ?? kinds[0]!;

/** How accounts are grouped, in this order. */
export const groups: readonly { readonly label: string; readonly names: readonly TypeName[] }[] = [
  { label: 'Daily money', names: ['CHECKING', 'CASH'] },
  { label: 'Cards', names: ['CREDIT_CARD'] },
  { label: 'Savings and investments', names: ['SAVINGS', 'INVESTMENT'] },
  { label: 'Property and other assets', names: ['PROPERTY', 'OTHER_ASSET'] },
  { label: 'Loans and other debt', names: ['LOAN', 'MORTGAGE', 'OTHER_LIABILITY'] },
];
