/** What happens to a row, which transaction it is like, and what to look at. */
import { Button, Text } from '@mantine/core';
import { type PreviewRow, RowNotice, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { formatMoney } from '#kit/values/money.ts';
import { useHome } from '../../api/current-household.tsx';
import { formatDay } from '../../i18n/dates.ts';
import { Tag } from '../../ui/layout/tag.tsx';
import type { Choice } from './choice.ts';

type Status = { readonly label: string; readonly tone: 'accent' | 'muted' | 'look' | 'trouble' };

const states: Partial<Record<RowState, Status>> = {
  [RowState.NEW]: { label: 'New', tone: 'accent' },
  [RowState.DUPLICATE]: { label: 'Already here', tone: 'muted' },
  [RowState.MERGE]: { label: 'Joins yours', tone: 'look' },
  [RowState.ERROR]: { label: 'Unreadable', tone: 'trouble' },
  [RowState.POSSIBLE_DUPLICATE]: { label: 'Possible duplicate', tone: 'look' },
  [RowState.LEFT_OUT]: { label: 'Left out', tone: 'muted' },
};

const notices: Partial<Record<RowNotice, string>> = {
  [RowNotice.FUTURE_DATE]: 'More than a year ahead',
  [RowNotice.REVERSAL]: 'Takes an earlier amount back',
  [RowNotice.BANK_ID_REUSED]: 'The bank used this ID with another amount too',
  [RowNotice.TOTAL]: 'Looks like a balance or total',
};

type Props = {
  readonly row: PreviewRow;
  /** The transaction that is already here. */
  readonly existing: Transaction | undefined;
  readonly choice: Choice | undefined;
};

export function RowStatus({ row, existing, choice }: Props) {
  const { locale, today } = useHome();
  const { label, tone } = statusOf(row, choice);
  const like = existing?.amount && [
    formatDay(existing.postingDate, locale, today),
    existing.payee,
    formatMoney(existing.amount, locale),
  ];
  const lines = [
    row.problem && `Row ${row.rowNumber}: ${row.problem}`,
    ...row.notices.map((notice) => notices[notice]),
    like && `Yours: ${like.filter(Boolean).join(' · ')}`,
  ].filter(Boolean);
  return (
    <>
      <Tag tone={tone}>{label}</Tag>
      {lines.map((line) => (
        <Text key={line} size="xs" c="dimmed">
          {line}
        </Text>
      ))}
      {choice && row.state === RowState.MERGE && choice.isTaken(row) && (
        <Button size="compact-xs" variant="subtle" onClick={() => choice.separate(row)}>
          {choice.isSeparate(row) ? 'Join it after all' : 'Another purchase'}
        </Button>
      )}
    </>
  );
}

function statusOf(row: PreviewRow, choice: Choice | undefined): Status {
  const proposed = states[row.state] ?? { label: '', tone: 'muted' };
  if (!choice) return proposed;
  const { state } = row;
  if (choice.isTaken(row))
    return state === RowState.MERGE && !choice.isSeparate(row) ? proposed : states[RowState.NEW]!;
  return state === RowState.NEW || state === RowState.MERGE ? states[RowState.LEFT_OUT]! : proposed;
}
