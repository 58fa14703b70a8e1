/** What reader.ts and worker.ts say to each other. */
import type { KnownAccount } from '../references/references.ts';
import type { Reading } from './formats/statement.ts';
import type { OpeningMove, Taken } from './plan.ts';

export type ReadArgument = {
  readonly content: Uint8Array;
  readonly mapping: Uint8Array;
  readonly reading: Reading;
  readonly account: KnownAccount;
  /** Rows before the opening are taken, and it moves back. */
  readonly moveOpening: boolean;
};
/** Days between which transactions are to be compared; none without rows. */
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
/** Rows that the user left out, and rows to create although they would be left out or joined. */
export type Choice = { readonly excludedRows: readonly number[]; readonly newRows: readonly number[] };
export type BatchArgument = {
  readonly index: number;
  readonly importId: string;
  readonly actorId: string;
  readonly now: string;
};
