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
  /** Key of the row's raw cells, and the number of the row among those of the account with this key. */
  readonly importKey: string;
  readonly occurrence: number;
  readonly existingId: string | undefined;
  readonly notices: readonly RowNotice[];
};
