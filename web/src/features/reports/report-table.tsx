/** The table of a report. The first column has names, the others have figures. */
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './report.module.css';

type Props = {
  readonly label: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
};

export const ReportTable = ({ label, columns, children }: Props) => (
  <Tile flush>
    <Table.ScrollContainer minWidth={0}>
      <Table highlightOnHover className={style['table']} aria-label={label}>
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
