/** Accounts and categories as the ledger knows them; other services own them. */
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';

/** The fields of an account that transactions need. */
export type KnownAccount = {
  readonly id: string;
  readonly householdId: string;
  readonly currency: string;
  /** First possible posting date, YYYY-MM-DD. */
  readonly openingDate: string;
  readonly archived: boolean;
  /** A credit card, whose statements may have inverted signs. */
  readonly isCard?: boolean;
};

export type KnownCategory = {
  readonly id: string;
  readonly householdId: string;
  readonly parentId: string;
  /** Unspecified when the replica was written before kinds were replicated. */
  readonly kind: CategoryKind;
};

/** Replicas by id. An id that is missing is unknown to its owner too. */
export type References = {
  readonly accounts: ReadonlyMap<string, KnownAccount>;
  readonly categories: ReadonlyMap<string, KnownCategory>;
};
