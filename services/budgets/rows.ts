/** Documents of budgets, facts and replicas, and the messages they stand for. */
import { type JsonValue, toJson } from '@bufbuild/protobuf';
import { type Budget, BudgetSchema } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Written } from '#kit/store/mongo/idempotency.ts';
import type { OutboxEntry } from '#kit/store/mongo/outbox.ts';
import { storedMessage } from '#kit/store/stored-message.ts';
import type { Node } from '#kit/values/tree.ts';
import type { AlertKey } from './alert/rules.ts';
import type { Slot } from './budget/slots.ts';
import type { MonthSums } from './spending/daily-sums.ts';
import type { Fact } from './spending/entry.ts';

export type BudgetDocument = {
  _id: string;
  household_id: string;
  version: bigint;
  budget: JsonValue;
  deleted: boolean;
  slot: Slot;
  /** Alerts that were sent. They are not derived, so a rebuild keeps them. */
  fired: AlertKey[];
  outbox: OutboxEntry[];
  /** The last requests that have written the document. */
  written: Written[];
};

export const toBudget = ({ budget }: Pick<BudgetDocument, 'budget'>): Budget => storedMessage(BudgetSchema, budget);

export const fromBudget = (budget: Budget) => ({
  version: BigInt(budget.etag),
  budget: toJson(BudgetSchema, budget),
});

export type FactDocument = {
  _id: string;
  household_id: string;
  version: bigint;
  date: string;
  pending: boolean;
  lines: { category_id: string; currency: string; minor_units: bigint }[];
};

export const toFact = (document: FactDocument): Fact => ({
  transactionId: document._id,
  householdId: document.household_id,
  version: document.version,
  date: document.date,
  pending: document.pending,
  lines: document.lines.map((line) => ({
    categoryId: line.category_id,
    currency: line.currency,
    minorUnits: line.minor_units,
  })),
});

export const fromFact = (fact: Fact): Omit<FactDocument, '_id'> => ({
  household_id: fact.householdId,
  version: fact.version,
  date: fact.date,
  pending: fact.pending,
  lines: fact.lines.map((line) => ({
    category_id: line.categoryId,
    currency: line.currency,
    minor_units: line.minorUnits,
  })),
});

/** Daily sums of a household in a month. */
export type MonthDocument = {
  /** A `MonthId`. */
  _id: string;
  household_id: string;
  revision: bigint;
  /** By `SumKey`. */
  sums: Record<string, bigint>;
};

export const toMonthSums = ({ _id, revision, sums }: MonthDocument): MonthSums => ({
  id: _id,
  revision,
  sums: new Map(Object.entries(sums)),
});

/** `kind` is missing in replicas from before kinds were replicated. */
export type CategoryDocument = {
  _id: string;
  household_id: string;
  version: bigint;
  parent_id: string;
  kind?: CategoryKind;
};

/** A category as budgets know it. */
export type CategoryReplica = Node & { readonly kind?: CategoryKind | undefined };

export const toCategory = ({ _id, parent_id, kind }: CategoryDocument): CategoryReplica => ({
  id: _id,
  parentId: parent_id,
  kind,
});

/** The document of an erased household stays, as its tombstone. Its version is 0 before an event of the household was applied. */
export type HouseholdDocument = {
  _id: string;
  version: bigint;
  time_zone: string;
  deleted: boolean;
  index?: {
    /** Months that may have sums. */
    months?: string[];
    /** `month|writer`, while the writer moves transactions to other months. After a crash the month's sums may be too old. */
    stale?: string[];
    /** New after each write of a category, and never the same again, also after the store was restored. */
    category_revision?: string;
  };
};

/** What budgets know of a household. */
export type Household = {
  readonly timeZone: string;
  readonly months: readonly string[];
  /** Missing when no category was written since there are revisions. */
  readonly categoryRevision: string | undefined;
};

/** The time zone is UTC until an event of the household was applied. */
export const toHousehold = (document: HouseholdDocument | undefined): Household => ({
  timeZone: document?.time_zone || 'UTC',
  months: document?.index?.months ?? [],
  categoryRevision: document?.index?.category_revision,
});

/** Fields of a household whose own event was not applied yet. */
export const UNKNOWN_HOUSEHOLD = { version: 0n, time_zone: 'UTC', deleted: false };
