/** Net worth: one large figure and its last twelve months. */
import { Group, Skeleton, Text } from '@mantine/core';
import { exact, exactOf } from '../../amounts.ts';
import { useNetWorth } from '../../data/figures.ts';
import { useHome } from '../../data/home.tsx';
import { addMonths, firstDay, formatMonth, monthOf } from '../../dates.ts';
import { sizes } from '../../theme.ts';
import { Amount } from '../../ui/amount.tsx';
import { LineChart } from '../../ui/line-chart.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Tile } from '../../ui/tile.tsx';
import { Unconverted } from '../../ui/unconverted.tsx';

const MONTHS = 12;

export function NetWorthTile() {
  const { today, currency, locale } = useHome();
  const query = useNetWorth({ from: firstDay(addMonths(monthOf(today), 1 - MONTHS)), to: today });
  return (
    <Tile title="Net worth" to="/reports" search={{ report: 'net-worth', range: '12-months' }}>
      <Loaded query={query} waiting={<Skeleton height={sizes.tallChart} />}>
        {({ points, unconverted }) => {
          const now = exact(points.at(-1)?.netWorth ?? exactOf(currency, 0n));
          const first = points[0];
          const change = now.minorUnits - (first?.netWorth?.minorUnits ?? 0n);
          return (
            <>
              <Group align="baseline" gap="md" mb="md">
                <Amount of={now} hero />
                {first && points.length > 1 && (
                  <Text size="sm" c="dimmed">
                    <Amount of={exactOf(now.currencyCode, change)} change /> since{' '}
                    {formatMonth(monthOf(first.date), locale)}
                  </Text>
                )}
              </Group>
              <LineChart
                name="Net worth"
                label="Net worth over the last twelve months"
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
