/** Rules of replicas: what reports keep of accounts, categories and households. */
import type { AccountEvent } from '#gen/melo/accounts/v1/account_event_pb.ts';
import type { CategoryEvent } from '#gen/melo/categories/v1/category_event_pb.ts';
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { HouseholdEvent } from '#gen/melo/users/v1/household_event_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import type { Account } from './net-worth.ts';

export type AccountReplica = Account & {
  readonly householdId: string;
  readonly version: bigint;
  readonly archived: boolean;
  readonly deleted: boolean;
};
export type CategoryReplica = {
  readonly id: string;
  readonly householdId: string;
  readonly version: bigint;
  readonly parentId: string;
  readonly kind: CategoryKind;
};
export type HouseholdReplica = {
  readonly id: string;
  readonly version: bigint;
  readonly baseCurrency: string;
  readonly timeZone: string;
  readonly deleted: boolean;
};

/** The account after an event. */
export function accountOf(event: AccountEvent): AccountReplica {
  const { before, after } = resourceChange(event);
  const account = (after ?? before)!;
  return {
    id: account.id,
    householdId: account.householdId,
    version: event.version,
    openingMinorUnits: account.openingBalance!.minorUnits,
    currency: account.openingBalance!.currencyCode,
    openingDate: account.openingDate,
    archived: account.archived,
    deleted: after === undefined,
  };
}

/** The category after an event. A deleted category keeps its kind, for lines that still name it. */
export function categoryOf(event: CategoryEvent): CategoryReplica {
  const { before, after } = resourceChange(event);
  const { id, householdId, parentId, kind } = (after ?? before)!;
  return { id, householdId, version: event.version, parentId, kind };
}

/** The household after an event. */
export function householdOf(event: HouseholdEvent): HouseholdReplica {
  const { before, after } = resourceChange(event);
  const { baseCurrency, timeZone } = (after ?? before)!;
  return { id: event.householdId, version: event.version, baseCurrency, timeZone, deleted: after === undefined };
}
