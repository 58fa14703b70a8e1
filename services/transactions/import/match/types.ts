/** What the rows of a statement are compared with, and the result of the comparison. */
import type { RowNotice, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import type { StatementRow } from '../formats/statement.ts';

/** A transaction of the account that rows are compared with. */
export type Existing = {
  readonly id: string;
  readonly date: string;
  readonly minorUnits: bigint;
  readonly bankId: string | undefined;
  readonly importKey: string | undefined;
  readonly occurrence: number;
  readonly deleted: boolean;
};

/** A row that the user left out of an earlier import. */
export type LeftOut = { readonly importKey: string; readonly occurrence: number };

export type Matched = {
  readonly row: StatementRow;
  readonly state: Exclude<RowState, typeof RowState.UNSPECIFIED | typeof RowState.ERROR>;
  /** The row's raw cells as one key, and a number that tells rows of this key in the account apart. */
  readonly importKey: string;
  readonly occurrence: number;
  readonly existingId: string | undefined;
  readonly notices: readonly RowNotice[];
};
