/** Rules of fees: lines of the outgoing leg of a transfer, each with an expense category and a negative amount. */
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { TransactionsReason } from '#gen/melo/transactions/v1/reason_pb.ts';
import type { Line, Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { money, sum } from '#kit/values/money.ts';
import type { References } from '../references/references.ts';
import { checkCategories, transactionsError } from './checks.ts';

const MAX_FEES = 20;

/** A line of a transfer with a category is a fee; the line without one is the transferred amount. */
export const isFee = ({ categoryId }: Line): boolean => categoryId !== '';

type FeeContext = {
  readonly householdId: string;
  /** Currency of the account that the money leaves. */
  readonly currency: string;
  readonly known: References;
  /** Field of the request that holds the lines. */
  readonly field: string;
};

/** Errors: CATEGORY_UNKNOWN, CURRENCY_MISMATCH, TRANSFER_LINES. */
export function checkFees(fees: readonly Line[], { householdId, currency, known, field }: FeeContext): void {
  if (fees.length > MAX_FEES) throw linesError(field, `A transfer can have at most ${MAX_FEES} fees.`);
  checkCategories(fees, householdId, known, `${field}.category_id`);
  for (const { categoryId, amount } of fees) {
    if (!categoryId || known.categories.get(categoryId)?.kind === CategoryKind.INCOME) {
      throw linesError(`${field}.category_id`, 'A fee needs an expense category.');
    }
    if (amount!.currencyCode !== currency) {
      const text = `A fee must be in ${currency}, the currency of the account that the money leaves.`;
      throw transactionsError(TransactionsReason.CURRENCY_MISMATCH, `${field}.amount`, text);
    }
    if (amount!.minorUnits >= 0n) throw linesError(`${field}.amount`, 'The amount of a fee must be negative.');
  }
}

type LegEdit = {
  /** Whether this is the outgoing leg. */
  readonly leaving: boolean;
  /** Whether the change included the lines; otherwise the transferred line gets the amount less the fees. */
  readonly linesGiven: boolean;
  readonly known: References;
  readonly currency: string;
};

/** Checks the lines of an edited leg and sets the transferred amount. Errors: those of `checkFees`, LINES_UNBALANCED. */
export function checkTransferLines(leg: Transaction, { leaving, linesGiven, known, currency }: LegEdit): void {
  const fees = leg.lines.filter(isFee);
  const [moved, second] = leg.lines.filter((line) => !isFee(line));
  if (!moved || second || (fees.length > 0 && !leaving)) {
    throw linesError(
      'lines',
      'Each side of a transfer needs exactly one line without a category. Only the outgoing side can have fees.',
    );
  }
  if (linesGiven) checkFees(fees, { householdId: leg.householdId, currency, known, field: 'lines' });
  const rest = leg.amount!.minorUnits - sum(fees.map(({ amount }) => amount!.minorUnits));
  if (linesGiven && fees.length > 0 && (moved.amount!.minorUnits !== rest || moved.amount!.currencyCode !== currency)) {
    throw transactionsError(
      TransactionsReason.LINES_UNBALANCED,
      'lines',
      'The transferred amount and the fees must add up to the transaction amount.',
      {
        remaining_minor_units: (rest - moved.amount!.minorUnits).toString(),
      },
    );
  }
  moved.amount = money(currency, rest);
}

const linesError = (field: string, text: string) => transactionsError(TransactionsReason.TRANSFER_LINES, field, text);
