/** Spending of this month by category. */
import { Text } from '@mantine/core';
import { exactOf } from '../../amounts.ts';
import { useSpending } from '../../data/figures.ts';
import { useHome } from '../../data/home.tsx';
import { firstDay, lastDay, monthOf } from '../../dates.ts';
import { SpendingChart } from '../../ui/spending-chart.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Tile } from '../../ui/tile.tsx';
import { Unconverted } from '../../ui/unconverted.tsx';

const SHOWN = 7;

export function SpendingTile() {
  const { today, currency } = useHome();
  const month = monthOf(today);
  const range = { from: firstDay(month), to: lastDay(month) };
  const query = useSpending(range);
  return (
    <Tile
      title="Spending by category"
      to="/reports"
      search={{ report: 'spending', range: 'this-month' }}
      aside="this month"
    >
      <Loaded query={query}>
        {({ rows, total, unconverted }) => (
          <>
            {rows.length === 0 ? (
              <Text size="sm" c="dimmed">
                Nothing spent this month yet.
              </Text>
            ) : (
              <SpendingChart rows={rows} total={total ?? exactOf(currency, 0n)} range={range} most={SHOWN} />
            )}
            <Unconverted what="spending" amounts={unconverted} />
          </>
        )}
      </Loaded>
    </Tile>
  );
}
