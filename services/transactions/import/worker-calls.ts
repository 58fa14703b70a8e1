/** Arguments and results of the calls between reader.ts and worker.ts. */
import type { KnownAccount } from '../references/references.ts';
import type { Reading } from './formats/statement.ts';
import type { OpeningMove, Taken } from './plan.ts';

export type ReadArgument = {
  readonly content: Uint8Array;
  readonly mapping: Uint8Array;
  readonly reading: Reading;
  readonly account: KnownAccount;
  /** Include rows before the opening date, which then moves back. */
  readonly moveOpening: boolean;
};
/** Days between which transactions are compared; unset when the file has no rows. */
export type ReadResult =
  | { readonly problem: string }
  | { readonly layout: string; readonly from?: string; readonly to?: string };
export type ProposeResult = { readonly layout: string; readonly response: Uint8Array } | undefined;
export type TakeResult = {
  readonly joined: Taken['joined'];
  readonly leftOut: Taken['leftOut'];
  readonly createdCount: number;
  readonly batchCount: number;
  readonly duplicateCount: number;
  readonly leftOutCount: number;
  readonly errorCount: number;
  readonly openingMove: OpeningMove | undefined;
};
/** Rows that the user excluded, and rows to create although they would be left out or joined. */
export type Choice = { readonly excludedRows: readonly number[]; readonly newRows: readonly number[] };
export type BatchArgument = {
  readonly index: number;
  readonly importId: string;
  readonly actorId: string;
  readonly now: string;
};
