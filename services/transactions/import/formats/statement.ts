/** A statement: the rows of a bank's file, whatever its format, as money on days. */
import type { RowNotice, RowProblem } from '#gen/melo/transactions/v1/import_pb.ts';

export type StatementRow = {
  readonly rowNumber: number;
  readonly date: string;
  readonly minorUnits: bigint;
  readonly payee: string;
  readonly note: string;
  /** The bank's own id. Empty: none. */
  readonly bankId: string;
  /** What makes the row the same in another file: its cells without the running balance. */
  readonly rawKey: string;
  readonly notices: readonly RowNotice[];
  /** What was paid in another currency. */
  readonly foreign?: { readonly currency: string; readonly minorUnits: bigint };
};

export type BadRow = { readonly rowNumber: number; readonly problem: string; readonly problemKind: RowProblem };

export type Statement = { readonly rows: readonly StatementRow[]; readonly bad: readonly BadRow[] };

export type Day = {
  /** Today in the household. */
  readonly today: string;
  /** Time zone of the household: a stamp with a zone of its own becomes the day it was there. */
  readonly timeZone: string;
};

/** What a file's text is read against. */
export type Reading = Day & { readonly currency: string };
