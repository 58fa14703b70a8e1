/** What a schedule posts: its template as a transaction or transfer of the ledger. */
import { clone, create } from '@bufbuild/protobuf';
import type { Money } from '#gen/melo/money/v1/money_pb.ts';
import { TransactionsReason } from '#gen/melo/transactions/v1/reason_pb.ts';
import {
  type Schedule,
  type ScheduledTransaction,
  ScheduledTransactionSchema,
  type ScheduledTransfer,
  ScheduledTransferSchema,
} from '#gen/melo/transactions/v1/schedule_pb.ts';
import { type Transaction, TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { CreateTransferRequestSchema } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { money, sum } from '#kit/values/money.ts';
import type { References } from '../references/references.ts';
import { transactionsError } from '../transaction/checks.ts';
import { createTransaction } from '../transaction/rules.ts';
import { createTransfer } from '../transfer/rules.ts';

export type Posting = {
  readonly postingDate: string;
  /** Replaces the template's amount; its sign and meaning are those of the template. */
  readonly amount?: Money | undefined;
};
export type Created = Change<Transaction> & { readonly after: Transaction };

/** The accounts of a template, the one whose money it is or that it leaves first. */
export function accountIdsOf({ template }: Schedule): string[] {
  if (template.case === 'transaction') return [template.value.accountId];
  return template.case === 'transfer' ? [template.value.fromAccountId, template.value.toAccountId] : [];
}

export function categoryIdsOf({ template }: Schedule): string[] {
  const lines = template.case === 'transfer' ? template.value.feeLines : (template.value?.lines ?? []);
  return lines.map(({ categoryId }) => categoryId);
}

/** The amount as an occurrence has it: signed, of a transfer what leaves with its fees. */
export function amountOf({ template }: Schedule): Money {
  if (template.case === 'transaction') return template.value.amount!;
  const { amount, feeLines } = template.value!;
  const fees = sum(feeLines.map((line) => line.amount!.minorUnits));
  return money(amount!.currencyCode, fees - amount!.minorUnits);
}

/** The transaction of a posting, or both legs of its transfer. Errors: those of creating them, LINES_UNBALANCED. */
export function instantiate(
  schedule: Schedule,
  { postingDate, amount }: Posting,
  known: References,
  write: WriteContext,
): Created[] {
  const { householdId, template } = schedule;
  if (template.case === 'transfer') {
    const { fromAccountId, toAccountId, note, feeLines, ...amounts } = withTransferred(template.value, amount);
    const transfer = { fromAccountId, toAccountId, postingDate, note, feeLines, ...amounts };
    const { $typeName: _, ...request } = transfer;
    return createTransfer(create(CreateTransferRequestSchema, request), householdId, known, write);
  }
  const { accountId, payee, note, lines, amount: total } = withAmount(template.value!, amount);
  const wanted = create(TransactionSchema, { accountId, postingDate, payee, note, lines, amount: total! });
  return [createTransaction(wanted, { householdId }, known, write)];
}

function withAmount(template: ScheduledTransaction, amount: Money | undefined): ScheduledTransaction {
  const copy = clone(ScheduledTransactionSchema, template);
  if (!amount) return copy;
  if (copy.lines.length > 1) throw fixedAmount('This amount is split and cannot be changed while it is posted.');
  for (const line of copy.lines) line.amount = amount;
  return Object.assign(copy, { amount });
}

function withTransferred(template: ScheduledTransfer, amount: Money | undefined): ScheduledTransfer {
  const copy = clone(ScheduledTransferSchema, template);
  if (!amount) return copy;
  if (copy.feeLines.length > 0 || copy.receivedAmount) {
    throw fixedAmount('This transfer has fees or two currencies, and its amount cannot be changed while it is posted.');
  }
  return Object.assign(copy, { amount });
}

const fixedAmount = (text: string) => transactionsError(TransactionsReason.LINES_UNBALANCED, 'amount', text);
