/** Spending of this month by category. */
import { Text } from '@mantine/core';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useSpending } from '../../api/figures.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { firstDay, lastDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { SpendingChart } from '../../ui/charts/spending-chart.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Tile } from '../../ui/layout/tile.tsx';

const MAX_ENTRIES = 7;

export function SpendingTile() {
  const { today, currency } = useCurrentHousehold();
  const month = monthOf(today);
  const range = { from: firstDay(month), to: lastDay(month) };
  const query = useSpending(range);
  return (
    <Tile
      title={text('overview.spending-by-category')}
      to="/reports"
      search={{ report: 'spending', range: 'this-month' }}
      aside={text('overview.this-month')}
    >
      <Loaded query={query}>
        {({ rows, total, unconverted }) => (
          <>
            {rows.length === 0 ? (
              <Text size="sm" c="dimmed">
                {text('overview.nothing-spent-this-month-yet')}
              </Text>
            ) : (
              <SpendingChart
                rows={rows}
                total={total ?? exactOf(currency, 0n)}
                range={range}
                maxEntries={MAX_ENTRIES}
              />
            )}
            <Unconverted what="spending" amounts={unconverted} />
          </>
        )}
      </Loaded>
    </Tile>
  );
}
