/** What the ledger knows of accounts and categories, which others own. */

import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';

/** A copy of an account, as far as its lines need it. */
export type KnownAccount = {
  readonly id: string;
  readonly householdId: string;
  readonly currency: string;
  /** Day from which lines are taken, YYYY-MM-DD. */
  readonly openingDate: string;
  readonly archived: boolean;
  /** A credit card, whose statements may turn signs. */
  readonly isCard?: boolean;
};

export type KnownCategory = {
  readonly id: string;
  readonly householdId: string;
  readonly parentId: string;
  /** Unspecified: the copy is older than kinds were copied. */
  readonly kind: CategoryKind;
};

/** Copies by id; what is missing is unknown to its owner too. */
export type References = {
  readonly accounts: ReadonlyMap<string, KnownAccount>;
  readonly categories: ReadonlyMap<string, KnownCategory>;
};
