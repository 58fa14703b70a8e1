// Made by web/codegen.ts from the documents beside this folder. Do not edit.
import type { Document } from '../../graphql.ts';

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Type of an account; it determines how its balance is shown, never its sign. */
export type AccountType =
  /** Unspecified; rejected. */
  | 'UNSPECIFIED'
  /** Current account for daily money. */
  | 'CHECKING'
  /** Savings. */
  | 'SAVINGS'
  /** Cash at hand. */
  | 'CASH'
  /** Credit card; its balance is below zero while money is owed. */
  | 'CREDIT_CARD'
  /** Loan. */
  | 'LOAN'
  /** Mortgage. */
  | 'MORTGAGE'
  /** Securities and the like. */
  | 'INVESTMENT'
  /** Real estate. */
  | 'PROPERTY'
  /** Any other thing of value. */
  | 'OTHER_ASSET'
  /** Any other debt. */
  | 'OTHER_LIABILITY';

/** How far the bank has confirmed a transaction. */
export type TransactionStatus =
  /** Unspecified: cleared. */
  | 'UNSPECIFIED'
  /** Announced, not booked yet. */
  | 'PENDING'
  /** Booked. */
  | 'CLEARED'
  /** Ticked off against a statement and locked. */
  | 'RECONCILED';

export type AccountsQueryVariables = Exact<{
  householdId: string;
}>;


export type AccountsQuery = { readonly listAccounts: { readonly accounts: ReadonlyArray<{ readonly id: string, readonly name: string, readonly type: AccountType, readonly institution: string, readonly numberMask: string, readonly archived: boolean, readonly openingDate: string, readonly etag: string, readonly openingBalance: { readonly currencyCode: string, readonly minorUnits: string }, readonly balance: { readonly futureCount: number, readonly incomplete: boolean, readonly balance: { readonly currencyCode: string, readonly minorUnits: string } | null, readonly future: { readonly currencyCode: string, readonly minorUnits: string } | null } | null }> } | null };

export type ImportsQueryVariables = Exact<{
  householdId: string;
}>;


export type ImportsQuery = { readonly listImports: { readonly imports: ReadonlyArray<{ readonly id: string, readonly fileName: string, readonly createdCount: number, readonly mergedCount: number, readonly duplicateCount: number, readonly errorCount: number, readonly createTime: string | null, readonly revertTime: string | null, readonly account: { readonly id: string, readonly name: string } | null }> } | null };

export type LatestQueryVariables = Exact<{
  householdId: string;
  pageSize: number;
}>;


export type LatestQuery = { readonly listTransactions: { readonly totalCount: string, readonly transactions: ReadonlyArray<{ readonly id: string, readonly postingDate: string, readonly payee: string, readonly note: string, readonly status: TransactionStatus, readonly amount: { readonly currencyCode: string, readonly minorUnits: string }, readonly account: { readonly id: string, readonly name: string } | null, readonly lines: ReadonlyArray<{ readonly categoryId: string, readonly category: { readonly id: string, readonly name: string, readonly icon: string } | null }>, readonly transfer: { readonly counterAccount: { readonly id: string, readonly name: string } | null } | null }> } | null };

export const accountsDocument: Document<AccountsQuery, AccountsQueryVariables> = { name: 'Accounts', text: "query Accounts($householdId:ID!){listAccounts(householdId:$householdId pageSize:200){accounts{id name type institution numberMask archived openingDate openingBalance{currencyCode minorUnits}etag balance{balance{currencyCode minorUnits}future{currencyCode minorUnits}futureCount incomplete}}}}" };

export const importsDocument: Document<ImportsQuery, ImportsQueryVariables> = { name: 'Imports', text: "query Imports($householdId:ID!){listImports(householdId:$householdId pageSize:20){imports{id fileName createdCount mergedCount duplicateCount errorCount createTime revertTime account{id name}}}}" };

export const latestDocument: Document<LatestQuery, LatestQueryVariables> = { name: 'Latest', text: "query Latest($householdId:ID!$pageSize:Int!){listTransactions(householdId:$householdId pageSize:$pageSize){totalCount transactions{id postingDate payee note status amount{currencyCode minorUnits}account{id name}lines{categoryId category{id name icon}}transfer{counterAccount{id name}}}}}" };
