/** Rows of a file as they will be read; in the review each can be left out. */
import { Checkbox, Table, Text } from '@mantine/core';
import type { PreviewRow } from '#gen/melo/transactions/v1/import_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { formatDay } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../../ui/layout/amount.tsx';
import { type Choice, isOpen, isProposed } from './choice.ts';
import { useExisting } from './existing.ts';
import style from './import.module.css';
import { RowStatus } from './row-status.tsx';

type Props = {
  readonly rows: readonly PreviewRow[];
  readonly choice?: Choice;
};

export function PreviewTable({ rows, choice }: Props) {
  const { locale, today } = useHome();
  const existing = useExisting(choice ? rows : []);
  return (
    <Table.ScrollContainer minWidth={sizes.wideTable}>
      <Table aria-label={text('import.rows-of-the-file')}>
        <Table.Thead>
          <Table.Tr>
            {choice && <Table.Th w={sizes.row}>{text('import.import-2')}</Table.Th>}
            <Table.Th>{text('import.date')}</Table.Th>
            <Table.Th>{text('import.payee')}</Table.Th>
            <Table.Th>{text('import.note')}</Table.Th>
            <Table.Th ta="end">{text('import.amount')}</Table.Th>
            <Table.Th>{text('import.status')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => {
            const { rowNumber, transaction } = row;
            const taken = choice ? choice.isTaken(row) : isProposed(row);
            return (
              <Table.Tr key={rowNumber} className={style['row']} data-left-out={!taken}>
                {choice && (
                  <Table.Td>
                    <Checkbox
                      size="xs"
                      aria-label={text('import.import-row-rownumber', { rowNumber: String(rowNumber) })}
                      disabled={!isOpen(row)}
                      checked={taken}
                      onChange={() => choice.toggle(row)}
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
                <Table.Td ta="end">{transaction?.amount && <Amount of={transaction.amount} flow={taken} />}</Table.Td>
                <Table.Td>
                  <RowStatus row={row} existing={existing.get(row.existingTransactionId)} choice={choice} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
