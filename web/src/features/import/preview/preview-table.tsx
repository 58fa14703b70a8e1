/** Rows of a file as they will be read, as a table where there is room. */
import { Checkbox, Table, Text } from '@mantine/core';
import type { PreviewRow } from '#gen/melo/transactions/v1/import_pb.ts';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { sizes } from '../../../app/theme.ts';
import { formatDay } from '../../../i18n/dates.ts';
import { text } from '../../../i18n/text.ts';
import { Amount } from '../../../ui/layout/amount.tsx';
import { FitAmounts } from '../../../ui/layout/fit-amounts.tsx';
import style from '../import.module.css';
import { type Choice, isOpen, isProposed } from './choice.ts';
import type { Existing } from './existing.ts';
import { RowStatus } from './row-status.tsx';

type Props = {
  readonly rows: readonly PreviewRow[];
  /** In the review, what the user has decided about rows. */
  readonly choice: Choice | undefined;
  readonly existing: Existing;
};

export const PreviewTable = ({ rows, choice, existing }: Props) => (
  <Table.ScrollContainer minWidth={sizes.wideTable}>
    <FitAmounts>
      <Table aria-label={text('import.rows-of-the-file')}>
        <Table.Thead>
          <Table.Tr>
            {choice && <Table.Th w={sizes.row}>{text('import.import-2')}</Table.Th>}
            <Table.Th>{text('import.date')}</Table.Th>
            <Table.Th>{text('import.payee')}</Table.Th>
            <Table.Th>{text('import.note')}</Table.Th>
            <Table.Th ta="end">{text('import.amount')}</Table.Th>
            <Table.Th className={style['status']}>{text('import.status')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Row key={row.rowNumber} row={row} choice={choice} existing={existing} />
          ))}
        </Table.Tbody>
      </Table>
    </FitAmounts>
  </Table.ScrollContainer>
);

type RowProps = Omit<Props, 'rows'> & { readonly row: PreviewRow };

function Row({ row, choice, existing }: RowProps) {
  const { locale, today } = useCurrentHousehold();
  const { transaction } = row;
  const isTaken = choice ? choice.isTaken(row) : isProposed(row);
  return (
    <Table.Tr className={style['row']} data-left-out={!isTaken}>
      {choice && <ChoiceCell row={row} choice={choice} />}
      <Table.Td className={style['date'] ?? ''}>
        {transaction && formatDay(transaction.postingDate, locale, today)}
      </Table.Td>
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
      <Table.Td ta="end">{transaction?.amount && <Amount of={transaction.amount} flow={isTaken} />}</Table.Td>
      <Table.Td>
        <RowStatus row={row} existing={existing.get(row.existingTransactionId)} choice={choice} />
      </Table.Td>
    </Table.Tr>
  );
}

const ChoiceCell = ({ row, choice }: ChoiceProps) => (
  <Table.Td>
    <ChoiceBox row={row} choice={choice} />
  </Table.Td>
);

type ChoiceProps = { readonly row: PreviewRow; readonly choice: Choice };

/** Whether the row is imported. */
export const ChoiceBox = ({ row, choice }: ChoiceProps) => (
  <Checkbox
    size="md"
    aria-label={text('import.import-row-rownumber', { rowNumber: String(row.rowNumber) })}
    disabled={!isOpen(row)}
    checked={choice.isTaken(row)}
    onChange={() => choice.toggle(row)}
  />
);
