/** The table of a report. The first column has names, the others have figures. */
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { sizes } from '../../app/theme.ts';
import { Tile } from '../../ui/layout/tile.tsx';

type Props = {
  readonly label: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
};

/** Columns that fit on a phone; a table with more scrolls there. */
const PHONE_COLUMNS = 2;

export const ReportTable = ({ label, columns, children }: Props) => (
  <Tile flush>
    <Table.ScrollContainer minWidth={columns.length > PHONE_COLUMNS ? sizes.tableWidth : 0}>
      <Table highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column, index) => (
              <Table.Th key={column} {...(index > 0 && { ta: 'end' })}>
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  </Tile>
);

export const FigureCell = ({ children }: { readonly children: ReactNode }) => <Table.Td ta="end">{children}</Table.Td>;
