/** What a row becomes, the transaction that it resembles, and what the user should check. */
import { Button, Text } from '@mantine/core';
import { type PreviewRow, RowNotice, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { formatMoney } from '#kit/values/money.ts';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { formatDay } from '../../../i18n/dates.ts';
import type { MessageId } from '../../../i18n/messages/message-id.ts';
import { text } from '../../../i18n/text.ts';
import { Tag } from '../../../ui/layout/tag.tsx';
import type { Choice } from './choice.ts';
import { problemOf } from './row-problem.ts';

type Status = { readonly label: MessageId; readonly tone: 'accent' | 'muted' | 'look' | 'trouble' };

const states: Partial<Record<RowState, Status>> = {
  [RowState.NEW]: { label: 'import.new', tone: 'accent' },
  [RowState.DUPLICATE]: { label: 'import.already-imported', tone: 'muted' },
  [RowState.MERGE]: { label: 'import.matches-yours', tone: 'look' },
  [RowState.ERROR]: { label: 'import.unreadable', tone: 'trouble' },
  [RowState.POSSIBLE_DUPLICATE]: { label: 'import.possible-duplicate', tone: 'look' },
  [RowState.LEFT_OUT]: { label: 'import.left-out', tone: 'muted' },
};

const notices: Partial<Record<RowNotice, MessageId>> = {
  [RowNotice.FUTURE_DATE]: 'import.more-than-a-year-in-the',
  [RowNotice.REVERSAL]: 'import.reverses-an-earlier-amount',
  [RowNotice.BANK_ID_REUSED]: 'import.the-bank-also-used-this-id',
  [RowNotice.TOTAL]: 'import.looks-like-a-balance-or-total',
};

type Props = {
  readonly row: PreviewRow;
  /** The transaction that is already here. */
  readonly existing: Transaction | undefined;
  readonly choice: Choice | undefined;
};

export function RowStatus({ row, existing, choice }: Props) {
  const { locale, today } = useCurrentHousehold();
  const { label, tone } = statusOf(row, choice);
  const like = existing?.amount && [
    formatDay(existing.postingDate, locale, today),
    existing.payee,
    formatMoney(existing.amount, locale),
  ];
  const problem = problemOf(row);
  const lines = [
    problem && text('import.row-rownumber-problem', { rowNumber: String(row.rowNumber), problem }),
    ...row.notices.map((notice) => {
      const id = notices[notice];
      return id && text(id);
    }),
    like && text('import.yours-transaction', { transaction: like.filter(Boolean).join(' · ') }),
  ].filter(Boolean);
  return (
    <>
      <Tag tone={tone}>{text(label)}</Tag>
      {lines.map((line) => (
        <Text key={line} size="xs" c="dimmed">
          {line}
        </Text>
      ))}
      {choice && row.state === RowState.MERGE && choice.isTaken(row) && (
        <Button size="compact-xs" variant="subtle" onClick={() => choice.separate(row)}>
          {choice.isSeparate(row) ? text('import.match-it-anyway') : text('import.another-purchase')}
        </Button>
      )}
    </>
  );
}

function statusOf(row: PreviewRow, choice: Choice | undefined): Status {
  const proposed = states[row.state] ?? { label: 'import.new', tone: 'muted' };
  if (!choice) return proposed;
  const { state } = row;
  if (choice.isTaken(row))
    return state === RowState.MERGE && !choice.isSeparate(row) ? proposed : states[RowState.NEW]!;
  return state === RowState.NEW || state === RowState.MERGE ? states[RowState.LEFT_OUT]! : proposed;
}
