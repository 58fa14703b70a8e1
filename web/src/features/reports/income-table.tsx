/** Income, spending and what is left, month by month. Each figure links to its transactions. */
import { Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { MonthlyFlow } from '#gen/melo/reports/v1/report_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { listOfMonth } from '../../api/drill-down.ts';
import type { Range } from '../../api/figures.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { formatMonth, type Month } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../../ui/layout/amount.tsx';
import type { Flow } from '../transactions/filters/filters.ts';
import style from './report.module.css';
import { FigureCell, ReportTable } from './report-table.tsx';

type Props = { readonly months: readonly MonthlyFlow[]; readonly range: Range };

export const IncomeTable = ({ months, range }: Props) => (
  <ReportTable
    label={text('reports.income-and-spending-by-month')}
    columns={[text('reports.month'), text('reports.income'), text('reports.spending'), text('reports.left')]}
  >
    {months.toReversed().map((flow) => (
      <MonthRow key={flow.month} flow={flow} range={range} />
    ))}
  </ReportTable>
);

function MonthRow({ flow, range }: { readonly flow: MonthlyFlow; readonly range: Range }) {
  const { locale, currency } = useCurrentHousehold();
  const zero = exactOf(currency, 0n);
  const { month, income = zero, spending = zero, net = zero } = flow;
  return (
    <Table.Tr>
      <Table.Td>
        <TransactionsLink flow="both" month={month} range={range}>
          {formatMonth(month, locale)}
        </TransactionsLink>
      </Table.Td>
      <FigureCell>
        <TransactionsLink flow="income" month={month} range={range}>
          <Amount of={income} />
        </TransactionsLink>
      </FigureCell>
      <FigureCell>
        <TransactionsLink flow="spending" month={month} range={range}>
          <Amount of={spending} />
        </TransactionsLink>
      </FigureCell>
      <FigureCell>
        <TransactionsLink flow="both" month={month} range={range}>
          <Amount of={net} strong />
        </TransactionsLink>
      </FigureCell>
    </Table.Tr>
  );
}

type LinkProps = { readonly flow: Flow; readonly month: Month; readonly range: Range; readonly children: ReactNode };

const TransactionsLink = ({ flow, month, range, children }: LinkProps) => (
  <Link to="/transactions" search={listOfMonth(flow, month, range)} className={style['link']}>
    {children}
  </Link>
);
