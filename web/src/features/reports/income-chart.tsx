/** Two bars for each month: income and spending. */
import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { MonthlyFlow } from '#gen/melo/reports/v1/report_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { drawn, exactOf } from '../../i18n/amounts.ts';
import { formatMonth, formatShortMonth } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { axisWidth, figureOf, shortFigureOf } from '../../ui/charts/chart-figures.ts';

export function IncomeChart({ months }: { readonly months: readonly MonthlyFlow[] }) {
  const { locale, currency } = useCurrentHousehold();
  const bars = useBars(months);
  // Bars start at zero.
  const heights = [0, ...bars.flatMap(({ income, spending }) => [income, spending])];
  const axisLabel = shortFigureOf(currency, locale, heights);
  return (
    <div role="img" aria-label={text('reports.income-and-spending-by-month')}>
      <BarChart
        h={sizes.tallChart}
        data={bars}
        dataKey="month"
        series={[
          { name: 'income', label: text('reports.income'), color: 'var(--melo-accent)' },
          { name: 'spending', label: text('reports.spending'), color: 'var(--melo-hue-2)' },
        ]}
        withLegend
        legendProps={{ verticalAlign: 'bottom' }}
        tickLine="none"
        gridAxis="x"
        maxBarWidth={sizes.barWidth}
        valueFormatter={figureOf(currency, locale)}
        xAxisProps={{
          interval: 'equidistantPreserveStart',
          tickFormatter: (month: string) => formatShortMonth(month, locale),
        }}
        yAxisProps={{ tickFormatter: axisLabel, width: axisWidth(axisLabel, heights, sizes.axis) }}
        tooltipProps={{ labelFormatter: (month) => (month ? formatMonth(String(month), locale) : '') }}
        barProps={{ radius: [sizes.barRadius, sizes.barRadius, 0, 0], isAnimationActive: false }}
        accessibilityLayer={false}
      />
    </div>
  );
}

function useBars(months: readonly MonthlyFlow[]) {
  const { currency } = useCurrentHousehold();
  const zero = exactOf(currency, 0n);
  return months.map(({ month, income = zero, spending = zero }) => ({
    month,
    income: drawn(income),
    spending: drawn(spending),
  }));
}
