/** The table of a report. The first column has names, the others have figures. */
import { Table } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { TABLES } from '../../app/theme.ts';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './report.module.css';

type Props = {
  readonly label: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
};

export const ReportTable = ({ label, columns, children }: Props) => (
  <Tile flush>
    <FitAmounts className={style['scroll']}>
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
    </FitAmounts>
  </Tile>
);

export const FigureCell = ({ children }: { readonly children: ReactNode }) => <Table.Td ta="end">{children}</Table.Td>;

type Figure = { readonly label: string; readonly figure: ReactNode };
type FiguresRowProps = {
  readonly name: ReactNode;
  /** The figure that the report is about; always in sight. */
  readonly main: ReactNode;
  /** What it is made of: columns, or on a phone a line below. */
  readonly parts: readonly Figure[];
};

export function FiguresRow({ name, main, parts }: FiguresRowProps) {
  if (useHasColumns())
    return (
      <Table.Tr>
        <Table.Td>{name}</Table.Td>
        <FigureCell>{main}</FigureCell>
        {parts.map(({ label, figure }) => (
          <FigureCell key={label}>{figure}</FigureCell>
        ))}
      </Table.Tr>
    );
  return (
    <Table.Tr>
      <Table.Td colSpan={2}>
        <div className={style['line']}>
          {name}
          {main}
        </div>
        <div className={style['parts']}>
          {parts.map(({ label, figure }) => (
            <span key={label}>
              {label} {figure}
            </span>
          ))}
        </div>
      </Table.Td>
    </Table.Tr>
  );
}

/** Whether there is room for a column for each figure of a `FiguresRow`. */
export const useHasColumns = (): boolean => useMediaQuery(TABLES, true, { getInitialValueInEffect: false });
