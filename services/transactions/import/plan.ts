/** The plan of an import. The same plan is previewed and committed. */
import { create } from '@bufbuild/protobuf';
import { type PreviewRow, PreviewRowSchema, RowProblem, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { type EarlyRows, EarlyRowsSchema } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { sum } from '#kit/values/money.ts';
import type { KnownAccount } from '../references/references.ts';
import { transactionOf } from './entries.ts';
import type { BadRow, Statement, StatementRow } from './formats/statement.ts';
import { matchRows } from './match/match-rows.ts';
import type { Existing, LeftOut, Matched } from './match/types.ts';

export type Planned = {
  readonly matched: readonly Matched[];
  readonly bad: readonly BadRow[];
  readonly earlyRows: EarlyRows | undefined;
};

/** Plans every row. Rows before the account's opening date are errors, unless the opening moves back. */
export function planImport(
  { rows, bad }: Statement,
  account: KnownAccount,
  { existing, leftOut = [], moveOpening = false }: Compared,
): Planned {
  const isEarly = ({ date }: StatementRow) => date < account.openingDate;
  const early = rows.filter(isEarly);
  const earlyRows = early.length > 0 ? earlyOf(early, account) : undefined;
  if (moveOpening) return { matched: matchRows(rows, existing, leftOut), bad, earlyRows };
  const problem = `This account starts on ${account.openingDate}. Move its opening date back to import older rows.`;
  const usable = rows.filter((row) => !isEarly(row));
  return {
    matched: matchRows(usable, existing, leftOut),
    bad: [...bad, ...early.map(({ rowNumber }) => ({ rowNumber, problem, problemKind: RowProblem.BEFORE_OPENING }))],
    earlyRows,
  };
}

/** The data that rows are compared with. */
export type Compared = {
  readonly existing: readonly Existing[];
  readonly leftOut?: readonly LeftOut[];
  readonly moveOpening?: boolean;
};

const earlyOf = (early: readonly StatementRow[], { openingDate }: KnownAccount): EarlyRows =>
  create(EarlyRowsSchema, {
    rowCount: early.length,
    firstDate: early.map(({ date }) => date).sort()[0]!,
    openingDate,
  });

/** The new opening date, and the change of the opening balance that keeps the current balance. */
export type OpeningMove = { readonly openingDate: string; readonly balanceChange: bigint };

/** Returns the move that the created rows need; undefined when none of them is before the opening date. */
export function openingMove(created: readonly Matched[], account: KnownAccount): OpeningMove | undefined {
  const early = created.map(({ row }) => row).filter(({ date }) => date < account.openingDate);
  if (early.length === 0) return undefined;
  return { openingDate: earlyOf(early, account).firstDate, balanceChange: -sum(early.map((row) => row.minorUnits)) };
}

/** Number of rows by state in the whole file. */
export function countsOf({ matched, bad }: Planned): Map<RowState, number> {
  const counts = new Map<RowState, number>();
  for (const { state } of matched) counts.set(state, (counts.get(state) ?? 0) + 1);
  if (bad.length > 0) counts.set(RowState.ERROR, bad.length);
  return counts;
}

export type Page = {
  /** Number of the last row of the previous page. */
  readonly after: number;
  readonly size: number;
  /** States to include; empty includes all. */
  readonly states: readonly RowState[];
};

/** Rows of a page in the file's order, plus one row if another page follows. */
export function previewOf({ matched, bad }: Planned, account: KnownAccount, page: Page): PreviewRow[] {
  const isWanted = (state: RowState, rowNumber: number) =>
    rowNumber > page.after && (page.states.length === 0 || page.states.includes(state));
  const rows = [
    ...matched.filter(({ state, row }) => isWanted(state, row.rowNumber)),
    ...bad.filter(({ rowNumber }) => isWanted(RowState.ERROR, rowNumber)),
  ];
  const numberOf = (row: Matched | BadRow) => ('row' in row ? row.row.rowNumber : row.rowNumber);
  return rows
    .sort((a, b) => numberOf(a) - numberOf(b))
    .slice(0, page.size + 1)
    .map((row) => ('row' in row ? previewRow(row, account) : badRow(row)));
}

const previewRow = ({ row, state, existingId, notices }: Matched, account: KnownAccount): PreviewRow =>
  create(PreviewRowSchema, {
    rowNumber: row.rowNumber,
    state,
    transaction: transactionOf(row, account),
    existingTransactionId: existingId ?? '',
    notices: [...notices],
  });

const badRow = (row: BadRow): PreviewRow => create(PreviewRowSchema, { ...row, state: RowState.ERROR });

export type ImportProvenance = {
  readonly importId?: string;
  readonly bankId: string | null;
  readonly importKey: string;
  readonly occurrence: number;
};

/** A row that joins a transaction entered by hand. */
export type Joined = { readonly existingId: string; readonly provenance: ImportProvenance };
/** The effect of a commit. `leftOut` are rows that the user excluded; they stay left out of later imports. */
export type Taken = {
  readonly created: readonly Matched[];
  readonly joined: readonly Joined[];
  readonly leftOut: readonly LeftOut[];
};

/** Leaves out the `excluded` rows, and creates the `asNew` ones although they would be left out or joined. */
export function takenOf({ matched }: Planned, excluded: ReadonlySet<number>, asNew: ReadonlySet<number>): Taken {
  const isNew = ({ state, row }: Matched) => state === RowState.NEW || asNew.has(row.rowNumber);
  const taken = matched.filter(({ row }) => !excluded.has(row.rowNumber));
  const excludedRows = matched.filter(
    ({ row, state }) => excluded.has(row.rowNumber) && (state === RowState.NEW || state === RowState.MERGE),
  );
  return {
    created: taken.filter(isNew),
    joined: taken
      .filter((one) => one.state === RowState.MERGE && !isNew(one))
      .map((one) => ({ existingId: one.existingId!, provenance: provenanceOf(one) })),
    leftOut: excludedRows.map(({ importKey, occurrence }) => ({ importKey, occurrence })),
  };
}

export const provenanceOf = ({ row, importKey, occurrence }: Matched): ImportProvenance => ({
  bankId: row.bankId || null,
  importKey,
  occurrence,
});
