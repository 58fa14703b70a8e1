/** A ring with a segment for each entry. A click opens the transactions of the entry. */
import '@mantine/charts/styles.css';
import { DonutChart } from '@mantine/charts';
import { useNavigate } from '@tanstack/react-router';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { listOfSpending } from '../../api/drill-down.ts';
import type { Range } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { drawn, exactOf } from '../../i18n/amounts.ts';
import { figureOf } from './chart-figures.ts';
import type { Entry } from './spending-entries.ts';

type DonutProps = { readonly entries: readonly Entry[]; readonly currency: string; readonly range: Range };

export function Donut({ entries, currency, range }: DonutProps) {
  const { locale } = useCurrentHousehold();
  const navigate = useNavigate();
  const open = (index: number) => {
    const entry = entries[index];
    if (entry && !entry.isRest) navigate({ to: '/transactions', search: listOfSpending(entry.id, range) });
  };
  return (
    <DonutChart
      data={entries.map(({ name, units, color }) => ({ name, value: drawn(exactOf(currency, units)), color }))}
      size={sizes.donut}
      thickness={sizes.donutRing}
      paddingAngle={entries.length > 1 ? 2 : 0}
      strokeWidth={0}
      tooltipDataSource="segment"
      valueFormatter={figureOf(currency, locale)}
      pieProps={{ isAnimationActive: false, onClick: (_, index) => open(index) }}
      accessibilityLayer={false}
    />
  );
}
