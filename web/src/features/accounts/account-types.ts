/** The account types: their names and groups, and whether they are debt. */
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import type { AccountType as TypeName } from '../../api/graphql/generated/documents.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';

type Kind = { readonly type: AccountType; readonly name: TypeName; readonly label: MessageId; readonly debt?: true };

export const kinds: readonly Kind[] = [
  { type: AccountType.CHECKING, name: 'CHECKING', label: 'accounts.checking-account' },
  { type: AccountType.SAVINGS, name: 'SAVINGS', label: 'accounts.savings' },
  { type: AccountType.CASH, name: 'CASH', label: 'accounts.cash' },
  { type: AccountType.CREDIT_CARD, name: 'CREDIT_CARD', label: 'accounts.credit-card', debt: true },
  { type: AccountType.LOAN, name: 'LOAN', label: 'accounts.loan', debt: true },
  { type: AccountType.MORTGAGE, name: 'MORTGAGE', label: 'accounts.mortgage', debt: true },
  { type: AccountType.INVESTMENT, name: 'INVESTMENT', label: 'accounts.investments' },
  { type: AccountType.PROPERTY, name: 'PROPERTY', label: 'accounts.real-estate' },
  { type: AccountType.OTHER_ASSET, name: 'OTHER_ASSET', label: 'accounts.other-asset' },
  { type: AccountType.OTHER_LIABILITY, name: 'OTHER_LIABILITY', label: 'accounts.other-debt', debt: true },
];

export const kindOf = (name: string): Kind => kinds.find((kind) => kind.name === name) ?? kinds[0]!;

/** How accounts are grouped, in this order. */
export const groups: readonly { readonly label: MessageId; readonly names: readonly TypeName[] }[] = [
  { label: 'accounts.everyday-accounts', names: ['CHECKING', 'CASH'] },
  { label: 'accounts.cards', names: ['CREDIT_CARD'] },
  { label: 'accounts.savings-and-investments', names: ['SAVINGS', 'INVESTMENT'] },
  { label: 'accounts.property-and-other-assets', names: ['PROPERTY', 'OTHER_ASSET'] },
  { label: 'accounts.loans-and-other-debt', names: ['LOAN', 'MORTGAGE', 'OTHER_LIABILITY'] },
];
