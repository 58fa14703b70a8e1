/** Why a row cannot be imported, in the user's language. */
import { type PreviewRow, RowProblem } from '#gen/melo/transactions/v1/import_pb.ts';
import type { MessageId } from '../../../i18n/messages/message-id.ts';
import { text } from '../../../i18n/text.ts';

const CELL_PROBLEMS: Partial<Record<RowProblem, MessageId>> = {
  [RowProblem.DATE]: 'import.problem.date',
  [RowProblem.AMOUNT]: 'import.problem.amount',
  [RowProblem.CURRENCY_MISMATCH]: 'import.problem.currency',
};

/** Empty when the row can be imported. */
export function problemOf({ problem, problemKind }: Pick<PreviewRow, 'problem' | 'problemKind'>): string {
  if (problemKind === RowProblem.BEFORE_OPENING) return text('import.problem.before-opening');
  if (problemKind === RowProblem.LINE_TOO_LONG) return text('import.problem.line-too-long');
  const id = CELL_PROBLEMS[problemKind];
  return id ? text(id, { cell: quotedCell(problem) || 'none' }) : problem;
}

/** The cell that the server's text quotes; empty when it quotes none. */
function quotedCell(problem: string): string {
  const start = problem.indexOf('“');
  return start === -1 ? '' : problem.slice(start + 1, problem.lastIndexOf('”'));
}
