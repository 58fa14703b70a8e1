/** Income, spending and what is left, month by month. Each figure links to its transactions. */
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
import { FiguresRow, ReportTable, useHasColumns } from './report-table.tsx';

type Props = { readonly months: readonly MonthlyFlow[]; readonly range: Range };

export function IncomeTable({ months, range }: Props) {
  const parts = useHasColumns() ? [text('reports.income'), text('reports.spending')] : [];
  return (
    <ReportTable
      label={text('reports.income-and-spending-by-month')}
      columns={[text('reports.month'), text('reports.left'), ...parts]}
    >
      {months.toReversed().map((flow) => (
        <MonthRow key={flow.month} flow={flow} range={range} />
      ))}
    </ReportTable>
  );
}

function MonthRow({ flow, range }: { readonly flow: MonthlyFlow; readonly range: Range }) {
  const { locale, currency } = useCurrentHousehold();
  const zero = exactOf(currency, 0n);
  const { month, income = zero, spending = zero, net = zero } = flow;
  const linked = (of: Flow, children: ReactNode) => (
    <TransactionsLink flow={of} month={month} range={range}>
      {children}
    </TransactionsLink>
  );
  return (
    <FiguresRow
      name={linked('both', formatMonth(month, locale))}
      main={linked('both', <Amount of={net} strong />)}
      parts={[
        { label: text('reports.income'), figure: linked('income', <Amount of={income} />) },
        { label: text('reports.spending'), figure: linked('spending', <Amount of={spending} />) },
      ]}
    />
  );
}

type LinkProps = { readonly flow: Flow; readonly month: Month; readonly range: Range; readonly children: ReactNode };

const TransactionsLink = ({ flow, month, range, children }: LinkProps) => (
  <Link to="/transactions" search={listOfMonth(flow, month, range)} className={style['link']}>
    {children}
  </Link>
);
