/** Net worth: one large figure and its last twelve months. */
import { Skeleton, Text } from '@mantine/core';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useNetWorth } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { exact, exactOf } from '../../i18n/amounts.ts';
import { addMonths, firstDay, formatMonth, monthOf } from '../../i18n/dates.ts';
import { richText, text } from '../../i18n/text.ts';
import { NetWorthChart } from '../../ui/charts/net-worth-chart.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './net-worth-tile.module.css';

const MONTHS = 12;

export function NetWorthTile() {
  const { today, currency, locale } = useCurrentHousehold();
  const query = useNetWorth({ from: firstDay(addMonths(monthOf(today), 1 - MONTHS)), to: today });
  return (
    <Tile title={text('overview.net-worth')} to="/reports" search={{ report: 'net-worth', range: '12-months' }}>
      <Loaded query={query} waiting={<Skeleton height={sizes.tallChart} />}>
        {({ points, unconverted }) => {
          const now = exact(points.at(-1)?.netWorth ?? exactOf(currency, 0n));
          const first = points[0];
          const change = now.minorUnits - (first?.netWorth?.minorUnits ?? 0n);
          return (
            <>
              <FitAmounts className={style['figure']}>
                <Amount of={now} hero />
                {first && points.length > 1 && (
                  <Text size="sm" c="dimmed">
                    {richText('overview.change-since', {
                      change: <Amount of={exactOf(now.currencyCode, change)} change />,
                      month: formatMonth(monthOf(first.date), locale),
                    })}
                  </Text>
                )}
              </FitAmounts>
              <NetWorthChart
                name={text('overview.net-worth')}
                label={text('overview.net-worth-over-the-last-twelve')}
                points={points.map(({ date, netWorth }) => ({ date, value: netWorth ?? now }))}
              />
              <Unconverted what="balances" amounts={unconverted} />
            </>
          );
        }}
      </Loaded>
    </Tile>
  );
}
