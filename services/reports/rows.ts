/** Rows of facts and replicas. Amounts and versions are written as text, because a JSON number is not exact. */
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Fact } from './fact.ts';
import type { Account, AccountSum } from './net-worth.ts';
import type { Columns, Row } from './put-newer.ts';
import type { AccountReplica, CategoryReplica, HouseholdReplica } from './replicas.ts';
import type { LineSum } from './report.ts';

export const versionColumns = { id: 'uuid', household_id: 'uuid', version: 'bigint' } as const satisfies Columns;

export const fromVersion = (fact: Fact): Row<typeof versionColumns> => ({
  id: fact.transactionId,
  household_id: fact.householdId,
  version: fact.version.toString(),
});

export const lineColumns = {
  transaction_id: 'uuid',
  position: 'int',
  household_id: 'uuid',
  account_id: 'uuid',
  posting_date: 'date',
  category_id: 'uuid',
  minor_units: 'bigint',
  currency: 'text',
  is_transfer: 'boolean',
} as const satisfies Columns;

export const fromLines = (fact: Fact): Row<typeof lineColumns>[] =>
  fact.lines.map((line, position) => ({
    transaction_id: fact.transactionId,
    position,
    household_id: fact.householdId,
    account_id: fact.accountId,
    posting_date: fact.postingDate,
    category_id: line.categoryId || null,
    minor_units: line.minorUnits.toString(),
    currency: line.currency,
    is_transfer: fact.isTransfer,
  }));

export const accountColumns = {
  id: 'uuid',
  household_id: 'uuid',
  version: 'bigint',
  currency: 'text',
  opening_date: 'date',
  opening_minor_units: 'bigint',
  archived: 'boolean',
  deleted: 'boolean',
} as const satisfies Columns;

export const fromAccount = (account: AccountReplica): Row<typeof accountColumns> => ({
  id: account.id,
  household_id: account.householdId,
  version: account.version.toString(),
  currency: account.currency,
  opening_date: account.openingDate,
  opening_minor_units: account.openingMinorUnits.toString(),
  archived: account.archived,
  deleted: account.deleted,
});

export const categoryColumns = {
  id: 'uuid',
  household_id: 'uuid',
  version: 'bigint',
  parent_id: 'uuid',
  kind: 'smallint',
} as const satisfies Columns;

export const fromCategory = (category: CategoryReplica): Row<typeof categoryColumns> => ({
  id: category.id,
  household_id: category.householdId,
  version: category.version.toString(),
  parent_id: category.parentId || null,
  kind: category.kind,
});

export const householdColumns = {
  id: 'uuid',
  version: 'bigint',
  base_currency: 'text',
  time_zone: 'text',
  deleted: 'boolean',
} as const satisfies Columns;

export const fromHousehold = (household: HouseholdReplica): Row<typeof householdColumns> => ({
  id: household.id,
  version: household.version.toString(),
  base_currency: household.baseCurrency,
  time_zone: household.timeZone,
  deleted: household.deleted,
});

/** Sums and counts are read as text, because a number is not exact. */
export type LineSumCells = readonly [
  month: string,
  categoryId: string,
  kind: CategoryKind,
  currency: string,
  moneyOut: boolean,
  minorUnits: string,
  lineCount: string,
];

export const lineSumOf = ([
  month,
  categoryId,
  kind,
  currency,
  moneyOut,
  minorUnits,
  lineCount,
]: LineSumCells): LineSum => ({
  month,
  categoryId,
  kind,
  currency,
  moneyOut,
  minorUnits: BigInt(minorUnits),
  lineCount: BigInt(lineCount),
});

export type AccountCells = readonly [id: string, currency: string, openingDate: string, openingMinorUnits: string];

export const storedAccountOf = ([id, currency, openingDate, openingMinorUnits]: AccountCells): Account => ({
  id,
  currency,
  openingDate,
  openingMinorUnits: BigInt(openingMinorUnits),
});

export type AccountSumCells = readonly [accountId: string, month: string, minorUnits: string];

export const accountSumOf = ([accountId, month, minorUnits]: AccountSumCells): AccountSum => ({
  accountId,
  month,
  minorUnits: BigInt(minorUnits),
});
