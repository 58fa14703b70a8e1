/** Documents of budgets, facts and replicas, and the messages they stand for. */
import { fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { type Budget, BudgetSchema } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Written } from '#kit/store/mongo/idempotency.ts';
import type { OutboxEntry } from '#kit/store/mongo/outbox.ts';
import type { Node } from '#kit/values/tree.ts';
import type { AlertedBudget, AlertKey } from './alert/rules.ts';
import type { Slot } from './budget/slots.ts';
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

export const toBudget = ({ budget }: Pick<BudgetDocument, 'budget'>): Budget => fromJson(BudgetSchema, budget);

export const fromBudget = (budget: Budget) => ({
  version: BigInt(budget.etag),
  budget: toJson(BudgetSchema, budget),
});

export const toAlertedBudget = (document: BudgetDocument): AlertedBudget => ({
  budget: toBudget(document),
  alerted: new Set(document.fired),
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

/** The document of an erased household stays, as its tombstone. */
export type HouseholdDocument = { _id: string; version: bigint; time_zone: string; deleted: boolean };
