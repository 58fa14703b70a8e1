/** Rows of a file as they will be read; in the review each can be left out. */
import { Checkbox, Table, Text } from '@mantine/core';
import { type PreviewRow, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { useHome } from '../../data/home.tsx';
import { formatDay } from '../../dates.ts';
import { sizes } from '../../theme.ts';
import { Amount } from '../../ui/amount.tsx';
import { Tag } from '../../ui/tag.tsx';
import style from './import.module.css';

const states: Partial<
  Record<RowState, { readonly label: string; readonly tone: 'accent' | 'muted' | 'look' | 'trouble' }>
> = {
  [RowState.NEW]: { label: 'New', tone: 'accent' },
  [RowState.DUPLICATE]: { label: 'Already here', tone: 'muted' },
  [RowState.MERGE]: { label: 'Joins yours', tone: 'look' },
  [RowState.ERROR]: { label: 'Cannot be read', tone: 'trouble' },
};

type Props = {
  readonly rows: readonly PreviewRow[];
  readonly choice?: { readonly excluded: ReadonlySet<number>; readonly toggle: (rowNumber: number) => void };
};

/** Whether the row becomes or joins a transaction unless it is left out. */
export const isTaken = ({ state }: PreviewRow): boolean => state === RowState.NEW || state === RowState.MERGE;

export function PreviewTable({ rows, choice }: Props) {
  const { locale, today } = useHome();
  return (
    <Table.ScrollContainer minWidth={sizes.wideTable}>
      <Table aria-label="Rows of the file">
        <Table.Thead>
          <Table.Tr>
            {choice && <Table.Th w={sizes.row}>Take</Table.Th>}
            <Table.Th>Date</Table.Th>
            <Table.Th>Payee</Table.Th>
            <Table.Th>Note</Table.Th>
            <Table.Th ta="end">Amount</Table.Th>
            <Table.Th>What happens</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => {
            const { rowNumber, state, transaction, problem } = row;
            const excluded = choice?.excluded.has(rowNumber) ?? false;
            const tag = states[state];
            return (
              <Table.Tr key={rowNumber} className={style['row']} data-left-out={excluded || !isTaken(row)}>
                {choice && (
                  <Table.Td>
                    <Checkbox
                      size="xs"
                      aria-label={`Take row ${rowNumber}`}
                      disabled={!isTaken(row)}
                      checked={isTaken(row) && !excluded}
                      onChange={() => choice.toggle(rowNumber)}
                    />
                  </Table.Td>
                )}
                <Table.Td>{transaction && formatDay(transaction.postingDate, locale, today)}</Table.Td>
                <Table.Td>
                  <Text size="sm" lineClamp={1}>
                    {transaction?.payee}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" c="dimmed" lineClamp={1}>
                    {transaction?.note}
                  </Text>
                </Table.Td>
                <Table.Td ta="end">
                  {transaction?.amount && <Amount of={transaction.amount} flow={isTaken(row) && !excluded} />}
                </Table.Td>
                <Table.Td>
                  <Tag tone={excluded ? 'muted' : (tag?.tone ?? 'muted')}>{excluded ? 'Left out' : tag?.label}</Tag>
                  {problem && (
                    <Text size="xs" c="dimmed">
                      Row {rowNumber}: {problem}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
