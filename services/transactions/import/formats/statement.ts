/** A statement: the rows of a bank's file, whatever its format, as money on days. */
import type { RowNotice, RowProblem } from '#gen/melo/transactions/v1/import_pb.ts';

export type StatementRow = {
  readonly rowNumber: number;
  readonly date: string;
  readonly minorUnits: bigint;
  readonly payee: string;
  readonly note: string;
  /** The bank's own id; empty when there is none. */
  readonly bankId: string;
  /** Identifies the row in other files: a hash of its cells without the running balance. */
  readonly rawKey: string;
  readonly notices: readonly RowNotice[];
  /** Original amount of a payment in another currency. */
  readonly foreign?: { readonly currency: string; readonly minorUnits: bigint };
};

export type BadRow = { readonly rowNumber: number; readonly problem: string; readonly problemKind: RowProblem };

export type Statement = { readonly rows: readonly StatementRow[]; readonly bad: readonly BadRow[] };

/** The calendar that dates are read against. */
export type Day = {
  /** Today in the household's time zone. */
  readonly today: string;
  /** Time zone of the household. A timestamp with a zone of its own is converted to it. */
  readonly timeZone: string;
};

/** Account and household data that a file is read against. */
export type Reading = Day & { readonly currency: string };
