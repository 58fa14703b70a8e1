/** Net worth over time: what is owned less what is owed. */
import { Skeleton, Text } from '@mantine/core';
import type { NetWorthPoint } from '#gen/melo/reports/v1/report_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type Range, useNetWorth } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { formatDay, formatLongDay } from '../../i18n/dates.ts';
import { richText, text } from '../../i18n/text.ts';
import { NetWorthChart } from '../../ui/charts/net-worth-chart.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import type { RangeName } from './ranges.ts';
import style from './report.module.css';
import { FiguresRow, ReportTable, useHasColumns } from './report-table.tsx';

export function NetWorthReport({ range }: { readonly name: RangeName; readonly range: Range }) {
  const { currency } = useCurrentHousehold();
  const query = useNetWorth(range);
  const zero = exactOf(currency, 0n);
  return (
    <Loaded query={query} waiting={<Skeleton height={sizes.tallChart} radius="lg" />}>
      {({ points, unconverted }) => (
        <>
          <NetWorthSentence points={points} />
          <Unconverted what="balances" amounts={unconverted} />
          <Tile>
            <NetWorthChart
              tall
              name={text('reports.net-worth')}
              label={text('reports.net-worth-over-time')}
              points={points.map(({ date, netWorth }) => ({ date, value: netWorth ?? zero }))}
            />
          </Tile>
          <NetWorthTable points={points} />
        </>
      )}
    </Loaded>
  );
}

type PointsProps = { readonly points: readonly NetWorthPoint[] };

/** The net worth at the end of the range, compared with its start. */
function NetWorthSentence({ points }: PointsProps) {
  const { locale, currency } = useCurrentHousehold();
  const now = points.at(-1)?.netWorth ?? exactOf(currency, 0n);
  const first = points[0];
  const change = now.minorUnits - (first?.netWorth?.minorUnits ?? 0n);
  const netWorth = <Amount of={now} strong />;
  return (
    <Text className={style['sentence']}>
      {first && points.length > 1 && change !== 0n
        ? richText(change > 0n ? 'reports.net-worth-more' : 'reports.net-worth-less', {
            netWorth,
            change: <Amount of={exactOf(now.currencyCode, change < 0n ? -change : change)} strong />,
            date: formatLongDay(first.date, locale),
          })
        : richText('reports.net-worth-is', { netWorth })}
    </Text>
  );
}

function NetWorthTable({ points }: PointsProps) {
  const parts = useHasColumns() ? [text('reports.owned'), text('reports.owed')] : [];
  return (
    <ReportTable
      label={text('reports.net-worth-over-time')}
      columns={[text('reports.day'), text('reports.net-worth'), ...parts]}
    >
      {points.toReversed().map((point) => (
        <DayRow key={point.date} point={point} />
      ))}
    </ReportTable>
  );
}

function DayRow({ point }: { readonly point: NetWorthPoint }) {
  const { locale, currency, today } = useCurrentHousehold();
  const zero = exactOf(currency, 0n);
  const { date, assets = zero, liabilities = zero, netWorth = zero } = point;
  return (
    <FiguresRow
      name={formatDay(date, locale, today)}
      main={<Amount of={netWorth} strong />}
      parts={[
        { label: text('reports.owned'), figure: <Amount of={assets} /> },
        { label: text('reports.owed'), figure: <Amount of={liabilities} /> },
      ]}
    />
  );
}
