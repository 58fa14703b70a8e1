/** Why a row cannot be imported, in the user's language. */
import { type PreviewRow, RowProblem } from '#gen/melo/transactions/v1/import_pb.ts';
import type { MessageId } from '../../../i18n/messages/message-id.ts';
import { text } from '../../../i18n/text.ts';

const CELL_PROBLEMS: Partial<Record<RowProblem, MessageId>> = {
  [RowProblem.DATE]: 'import.problem.date',
  [RowProblem.AMOUNT]: 'import.problem.amount',
  [RowProblem.CURRENCY_MISMATCH]: 'import.problem.currency',
};

/** Empty when the row can be imported. The cell is the one that the server's text quotes. */
export function problemOf({ problem, problemKind }: Pick<PreviewRow, 'problem' | 'problemKind'>): string {
  if (problemKind === RowProblem.BEFORE_OPENING) return text('import.problem.before-opening');
  if (problemKind === RowProblem.LINE_TOO_LONG) return text('import.problem.line-too-long');
  const id = CELL_PROBLEMS[problemKind];
  return id ? text(id, { cell: quotedIn(problem) }) : problem;
}

/** "none" is the catalogue's word for a text without a quotation. */
function quotedIn(sentence: string): string {
  const [from, to] = [sentence.indexOf('“'), sentence.lastIndexOf('”')];
  return from >= 0 && to > from ? sentence.slice(from + 1, to) : 'none';
}
