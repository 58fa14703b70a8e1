/** Net worth over time as one line above a soft area. */
import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import type { Amount } from '../../i18n/amounts.ts';
import { drawn } from '../../i18n/amounts.ts';
import { formatLongDay, formatShortMonth, isDay, monthOf } from '../../i18n/dates.ts';
import { axisWidth, figureOf, shortFigureOf } from './chart-figures.ts';

export type Point = { readonly date: string; readonly value: Amount };
export type LineChartProps = {
  readonly points: readonly Point[];
  readonly label: string;
  readonly name: string;
  readonly tall?: boolean;
};

export function LineChart({ points, label, name, tall = false }: LineChartProps) {
  const { locale, currency } = useCurrentHousehold();
  const values = points.map(({ value }) => drawn(value));
  const axisLabel = shortFigureOf(currency, locale, values);
  return (
    <div role="img" aria-label={label}>
      <AreaChart
        h={tall ? sizes.tallChart : sizes.chart}
        data={points.map(({ date }, i) => ({ date, [name]: values[i] }))}
        dataKey="date"
        series={[{ name, color: 'var(--melo-accent)' }]}
        curveType="linear"
        withDots={false}
        strokeWidth={sizes.lineStroke}
        fillOpacity={sizes.softArea}
        gridAxis="x"
        tickLine="none"
        valueFormatter={figureOf(currency, locale)}
        xAxisProps={{
          tickFormatter: (date: string) => formatShortMonth(monthOf(date), locale),
          // Every month, or every second, third, … where they have no room.
          interval: 'equidistantPreserveStart',
          minTickGap: sizes.tickGap,
        }}
        yAxisProps={{
          tickFormatter: axisLabel,
          width: axisWidth(axisLabel, values, sizes.axis),
          domain: ['auto', 'auto'],
        }}
        tooltipProps={{ labelFormatter: (date) => (isDay(String(date)) ? formatLongDay(String(date), locale) : '') }}
        accessibilityLayer={false}
      />
    </div>
  );
}
