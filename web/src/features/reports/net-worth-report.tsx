/** Net worth over time: what is owned less what is owed. */
import { Skeleton, Table, Text } from '@mantine/core';
import { useHome } from '../../api/current-household.tsx';
import { type Range, useNetWorth } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { formatLongDay } from '../../i18n/dates.ts';
import { richText, text } from '../../i18n/text.ts';
import { LineChart } from '../../ui/charts/line-chart.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import type { RangeName } from './ranges.ts';
import style from './report.module.css';

export function NetWorthReport({ range }: { readonly name: RangeName; readonly range: Range }) {
  const { locale, currency } = useHome();
  const query = useNetWorth(range);
  const none = exactOf(currency, 0n);
  return (
    <Loaded query={query} waiting={<Skeleton height={sizes.tallChart} radius="lg" />}>
      {({ points, unconverted }) => {
        const now = points.at(-1)?.netWorth ?? none;
        const first = points[0];
        const change = now.minorUnits - (first?.netWorth?.minorUnits ?? 0n);
        return (
          <>
            <Text className={style['sentence']}>
              {first && points.length > 1 && change !== 0n
                ? richText(change > 0n ? 'reports.net-worth-more' : 'reports.net-worth-less', {
                    netWorth: <Amount key="net-worth" of={now} strong />,
                    change: (
                      <Amount key="change" of={exactOf(now.currencyCode, change < 0n ? -change : change)} strong />
                    ),
                    date: formatLongDay(first.date, locale),
                  })
                : richText('reports.net-worth-is', { netWorth: <Amount key="net-worth" of={now} strong /> })}
            </Text>
            <Unconverted what="balances" amounts={unconverted} />
            <Tile>
              <LineChart
                tall
                name={text('reports.net-worth')}
                label={text('reports.net-worth-over-time')}
                points={points.map(({ date, netWorth }) => ({ date, value: netWorth ?? none }))}
              />
            </Tile>
            <Tile flush>
              <Table.ScrollContainer minWidth={sizes.tableWidth}>
                <Table highlightOnHover aria-label={text('reports.net-worth-over-time')}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{text('reports.day')}</Table.Th>
                      <Table.Th ta="end">{text('reports.owned')}</Table.Th>
                      <Table.Th ta="end">{text('reports.owed')}</Table.Th>
                      <Table.Th ta="end">{text('reports.net-worth')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {points.toReversed().map(({ date, assets = none, liabilities = none, netWorth = none }) => (
                      <Table.Tr key={date}>
                        <Table.Td>{formatLongDay(date, locale)}</Table.Td>
                        <Table.Td ta="end">
                          <Amount of={assets} />
                        </Table.Td>
                        <Table.Td ta="end">
                          <Amount of={liabilities} />
                        </Table.Td>
                        <Table.Td ta="end">
                          <Amount of={netWorth} strong />
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            </Tile>
          </>
        );
      }}
    </Loaded>
  );
}
