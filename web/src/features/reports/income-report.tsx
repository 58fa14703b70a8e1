/** Income against spending, month by month. */
import { BarChart } from '@mantine/charts';
import { Skeleton, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useHome } from '../../api/current-household.tsx';
import { listOfMonth } from '../../api/drill-down.ts';
import { type Range, useIncomeStatement } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { drawn, type Exact, exactOf } from '../../i18n/amounts.ts';
import { formatMonth, formatShortMonth, type Month } from '../../i18n/dates.ts';
import { richText, text } from '../../i18n/text.ts';
import { figureOf, shortFigureOf } from '../../ui/charts/chart-figures.ts';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import type { Flow } from '../transactions/filters.ts';
import { nameOfRange, type RangeName } from './ranges.ts';
import style from './report.module.css';

export function IncomeReport({ name, range }: { readonly name: RangeName; readonly range: Range }) {
  const { locale, currency } = useHome();
  const query = useIncomeStatement(range);
  const none = exactOf(currency, 0n);
  return (
    <Loaded query={query} waiting={<Skeleton height={sizes.tallChart} radius="lg" />}>
      {({ months, income = none, spending = none, net = none, unconverted }) => (
        <>
          <Text className={style['sentence']}>
            {richText(net.minorUnits >= 0n ? 'reports.earned-and-left' : 'reports.earned-and-over', {
              range: nameOfRange(name, range, locale),
              income: <Amount key="income" of={income} strong />,
              spending: <Amount key="spending" of={spending} strong />,
              difference: <Amount key="difference" of={absolute(net)} strong />,
            })}
          </Text>
          <Unconverted what="left" amounts={unconverted} />
          <Tile>
            <div role="img" aria-label={text('reports.income-and-spending-by-month')}>
              <BarChart
                h={sizes.tallChart}
                data={months.map((flow) => ({
                  month: flow.month,
                  [text('reports.income')]: drawn(flow.income ?? none),
                  [text('reports.spending')]: drawn(flow.spending ?? none),
                }))}
                dataKey="month"
                series={[
                  { name: text('reports.income'), color: 'var(--melo-accent)' },
                  { name: text('reports.spending'), color: 'var(--melo-hue-2)' },
                ]}
                withLegend
                legendProps={{ verticalAlign: 'bottom' }}
                tickLine="none"
                gridAxis="x"
                maxBarWidth={sizes.barWidth}
                valueFormatter={figureOf(currency, locale)}
                xAxisProps={{ tickFormatter: (month: string) => formatShortMonth(month, locale) }}
                yAxisProps={{
                  // Bars stand on zero.
                  tickFormatter: shortFigureOf(currency, locale, [
                    0,
                    ...months.flatMap((flow) => [drawn(flow.income ?? none), drawn(flow.spending ?? none)]),
                  ]),
                  width: sizes.axis,
                }}
                tooltipProps={{ labelFormatter: (month) => (month ? formatMonth(String(month), locale) : '') }}
                barProps={{ radius: [sizes.barRadius, sizes.barRadius, 0, 0], isAnimationActive: false }}
                accessibilityLayer={false}
              />
            </div>
          </Tile>
          <Tile flush>
            <Table.ScrollContainer minWidth={sizes.tableWidth}>
              <Table highlightOnHover aria-label={text('reports.income-and-spending-by-month')}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{text('reports.month')}</Table.Th>
                    <Table.Th ta="end">{text('reports.income')}</Table.Th>
                    <Table.Th ta="end">{text('reports.spending')}</Table.Th>
                    <Table.Th ta="end">{text('reports.left')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {months.toReversed().map(({ month, ...flow }) => (
                    <Table.Tr key={month}>
                      <Table.Td>
                        <Behind flow="both" month={month} range={range}>
                          {formatMonth(month, locale)}
                        </Behind>
                      </Table.Td>
                      <Table.Td ta="end">
                        <Behind flow="income" month={month} range={range}>
                          <Amount of={flow.income ?? none} />
                        </Behind>
                      </Table.Td>
                      <Table.Td ta="end">
                        <Behind flow="spending" month={month} range={range}>
                          <Amount of={flow.spending ?? none} />
                        </Behind>
                      </Table.Td>
                      <Table.Td ta="end">
                        <Behind flow="both" month={month} range={range}>
                          <Amount of={flow.net ?? none} strong />
                        </Behind>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Tile>
        </>
      )}
    </Loaded>
  );
}

const absolute = ({ currencyCode, minorUnits }: Exact): Exact =>
  exactOf(currencyCode, minorUnits < 0n ? -minorUnits : minorUnits);

type BehindProps = {
  readonly flow: Flow;
  readonly month: Month;
  readonly range: Range;
  readonly children: ReactNode;
};

/** Leads to the transactions behind a figure of a month. */
function Behind({ flow, month, range, children }: BehindProps) {
  return (
    <Link to="/transactions" search={listOfMonth(flow, month, range)} className={style['link']}>
      {children}
    </Link>
  );
}
