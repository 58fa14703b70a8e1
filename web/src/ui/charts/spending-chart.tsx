/** Spending by category as a ring and a list; both lead to the transactions behind a figure. */
import { DonutChart } from '@mantine/charts';
import { Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { CategoryAmount } from '#gen/melo/reports/v1/report_pb.ts';
import { rollUp, UNCATEGORISED } from '../../api/category-tree.ts';
import { useHome } from '../../api/current-household.tsx';
import { listOfSpending } from '../../api/drill-down.ts';
import type { Range } from '../../api/figures.ts';
import { useCategories } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { drawn, type Exact, exactOf, writeAmount } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../layout/amount.tsx';
import { hue } from '../layout/dot.tsx';
import { figureOf } from './chart-figures.ts';
import style from './spending-chart.module.css';

type Props = {
  readonly rows: readonly CategoryAmount[];
  readonly total: Exact;
  readonly range: Range;
  /** The list ends after so many; the rest is one line. */
  readonly most: number;
};

type Entry = {
  readonly id: string;
  readonly name: string;
  readonly units: bigint;
  readonly color: string;
  readonly rest?: true;
};

const PERCENT = 100n;

export function SpendingChart({ rows, total, range, most }: Props) {
  const { locale } = useHome();
  const navigate = useNavigate();
  const { currencyCode } = total;
  const entries = useEntries(rows, most);
  const drawnEntries = entries.filter(({ units }) => units > 0n);
  const searchOf = ({ id }: Entry) => listOfSpending(id, range);
  const share = (units: bigint) =>
    total.minorUnits > 0n && units > 0n ? `${(units * PERCENT + total.minorUnits / 2n) / total.minorUnits} %` : '';
  return (
    <div className={style['chart']}>
      <div
        className={style['ring']}
        role="img"
        aria-label={text('ui.spending-by-category-total-in-total', { total: writeAmount(total, locale) })}
      >
        <DonutChart
          data={drawnEntries.map(({ name, units, color }) => ({
            name,
            value: drawn(exactOf(currencyCode, units)),
            color,
          }))}
          size={sizes.donut}
          thickness={sizes.donutRing}
          paddingAngle={drawnEntries.length > 1 ? 2 : 0}
          strokeWidth={0}
          tooltipDataSource="segment"
          valueFormatter={figureOf(currencyCode, locale)}
          pieProps={{
            isAnimationActive: false,
            onClick: (_, index) => {
              const entry = drawnEntries[index];
              if (entry && !entry.rest) navigate({ to: '/transactions', search: searchOf(entry) });
            },
          }}
          accessibilityLayer={false}
        />
        <div className={style['total']}>
          <Text size="xs" c="dimmed">
            {text('ui.spent')}
          </Text>
          <Amount of={total} strong />
        </div>
      </div>
      <ul className={style['list']} aria-label={text('ui.spending-by-category')}>
        {entries.map((entry) => {
          const line = (
            <>
              <span className={style['name']}>
                <span className={style['dot']} style={{ background: entry.color }} aria-hidden />
                <span className={style['label']}>{entry.name}</span>
              </span>
              <span className={style['share']}>{share(entry.units)}</span>
              <Amount of={exactOf(currencyCode, entry.units)} />
            </>
          );
          return (
            <li key={entry.rest ? 'rest' : entry.id}>
              {entry.rest ? (
                <span className={style['line']}>{line}</span>
              ) : (
                <Link to="/transactions" search={searchOf(entry)} className={style['line']}>
                  {line}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function useEntries(rows: readonly CategoryAmount[], most: number): Entry[] {
  const { tree } = useCategories();
  const slices = rollUp(
    tree,
    rows.map(({ categoryId, amount }) => ({ categoryId, units: amount?.minorUnits ?? 0n })),
    '',
  );
  const entries = slices.map(({ categoryId, units }) => ({
    id: categoryId,
    name: categoryId === UNCATEGORISED ? text('ui.uncategorised') : (tree.byId.get(categoryId)?.name ?? '…'),
    units,
    color: categoryId === UNCATEGORISED ? 'var(--melo-muted)' : hue(tree.hueOf(categoryId)),
  }));
  if (entries.length <= most) return entries;
  const rest = entries.slice(most - 1);
  const units = rest.reduce((sum, entry) => sum + entry.units, 0n);
  return [
    ...entries.slice(0, most - 1),
    { id: 'rest', name: text('ui.count', { count: rest.length }), units, color: 'var(--melo-track)', rest: true },
  ];
}
