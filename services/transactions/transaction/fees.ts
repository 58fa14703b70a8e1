/** Rules of fees: lines of the leg of a transfer that leaves, each with an expense category and an amount below zero. */
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { TransactionsReason } from '#gen/melo/transactions/v1/reason_pb.ts';
import type { Line, Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { money, sum } from '#kit/values/money.ts';
import type { References } from '../references/references.ts';
import { checkCategories, transactionsError } from './rules.ts';

/** The most fee lines of a transfer. */
const MAX_FEES = 20;

/** In a leg of a transfer the line without a category is the transferred amount. */
export const isFee = ({ categoryId }: Line): boolean => categoryId !== '';

type Place = {
  readonly householdId: string;
  /** Currency of the account that the money leaves. */
  readonly currency: string;
  readonly known: References;
  /** Field of the request that holds the lines. */
  readonly field: string;
};

/** Errors: CATEGORY_UNKNOWN, CURRENCY_MISMATCH, TRANSFER_LINES. */
export function checkFees(fees: readonly Line[], { householdId, currency, known, field }: Place): void {
  if (fees.length > MAX_FEES) throw badLines(field, `A transfer has at most ${MAX_FEES} fees.`);
  checkCategories(fees, householdId, known, `${field}.category_id`);
  for (const { categoryId, amount } of fees) {
    if (!categoryId || known.categories.get(categoryId)?.kind === CategoryKind.INCOME) {
      throw badLines(`${field}.category_id`, 'A fee needs an expense category.');
    }
    if (amount!.currencyCode !== currency) {
      const text = `The account that the money leaves is kept in ${currency}.`;
      throw transactionsError(TransactionsReason.CURRENCY_MISMATCH, `${field}.amount`, text);
    }
    if (amount!.minorUnits >= 0n) throw badLines(`${field}.amount`, 'A fee is money out: its amount is below zero.');
  }
}

type Edit = {
  /** Whether this is the leg that leaves. */
  readonly leaving: boolean;
  /** Whether the lines were part of the change; otherwise the transferred line takes what fees leave of the amount. */
  readonly linesGiven: boolean;
  readonly known: References;
  readonly currency: string;
};

/** Checks the lines of an edited leg and sets the transferred amount. Errors: those of `checkFees`, LINES_UNBALANCED. */
export function checkTransferLines(leg: Transaction, { leaving, linesGiven, known, currency }: Edit): void {
  const fees = leg.lines.filter(isFee);
  const [moved, second] = leg.lines.filter((line) => !isFee(line));
  if (!moved || second || (fees.length > 0 && !leaving)) {
    throw badLines(
      'lines',
      'A leg of a transfer has one line without a category; only the leg that leaves has fees beside it.',
    );
  }
  if (linesGiven) checkFees(fees, { householdId: leg.householdId, currency, known, field: 'lines' });
  const rest = leg.amount!.minorUnits - sum(fees.map(({ amount }) => amount!.minorUnits));
  if (linesGiven && fees.length > 0 && (moved.amount!.minorUnits !== rest || moved.amount!.currencyCode !== currency)) {
    throw transactionsError(
      TransactionsReason.LINES_UNBALANCED,
      'lines',
      'The lines must add up to the amount of the leg.',
      {
        remaining_minor_units: (rest - moved.amount!.minorUnits).toString(),
      },
    );
  }
  moved.amount = money(currency, rest);
}

const badLines = (field: string, text: string) => transactionsError(TransactionsReason.TRANSFER_LINES, field, text);
