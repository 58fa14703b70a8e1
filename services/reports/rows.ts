/** Rows of replicas and sums. Amounts and versions are written as text, because a JSON number is not exact. */
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Account, AccountSum } from './net-worth.ts';
import type { AccountReplica, CategoryReplica, HouseholdReplica } from './replicas.ts';
import type { LineSum } from './report.ts';

export const fromAccount = (account: AccountReplica) => ({
  id: account.id,
  household_id: account.householdId,
  version: account.version,
  currency: account.currency,
  opening_date: account.openingDate,
  opening_minor_units: account.openingMinorUnits,
  archived: account.archived,
  deleted: account.deleted,
});

export const fromCategory = (category: CategoryReplica) => ({
  id: category.id,
  household_id: category.householdId,
  version: category.version,
  parent_id: category.parentId || null,
  kind: category.kind,
});

export const fromHousehold = (household: HouseholdReplica) => ({
  id: household.id,
  version: household.version,
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
