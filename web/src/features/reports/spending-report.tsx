/** Spending by category: compared with the range before, as a ring, and as a tree of figures. */
import { Skeleton } from '@mantine/core';
import type { GetSpendingByCategoryResponse } from '#gen/melo/reports/v1/report_service_pb.ts';
import { slicesOf } from '../../api/category-tree.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type Range, useSpending } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { SpendingChart } from '../../ui/charts/spending-chart.tsx';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { nameOfRange, type RangeName } from './ranges.ts';
import { SpendingSentence } from './spending-sentence.tsx';
import { SpendingTable } from './spending-table.tsx';

const MAX_CHART_ENTRIES = 10;

type Props = { readonly name: RangeName; readonly range: Range };

export function SpendingReport({ name, range }: Props) {
  const query = useSpending(range);
  return (
    <Loaded query={query} waiting={<Skeleton height={sizes.tallChart} radius="lg" />}>
      {(spending) =>
        spending.rows.length === 0 ? (
          <NothingSpent spending={spending} name={name} range={range} />
        ) : (
          <SpendingFigures spending={spending} name={name} range={range} />
        )
      }
    </Loaded>
  );
}

type FiguresProps = Props & { readonly spending: GetSpendingByCategoryResponse };

function NothingSpent({ spending, name, range }: FiguresProps) {
  const { locale } = useCurrentHousehold();
  return (
    <Empty
      title={text('reports.nothing-spent')}
      text={text('reports.there-is-no-spending-in-range', { range: nameOfRange(name, range, locale) })}
    >
      <Unconverted what="spending" amounts={spending.unconverted} />
    </Empty>
  );
}

function SpendingFigures({ spending, name, range }: FiguresProps) {
  const { currency } = useCurrentHousehold();
  const total = spending.total ?? exactOf(currency, 0n);
  const slices = slicesOf(spending.rows);
  return (
    <>
      <SpendingSentence slices={slices} total={total} name={name} range={range} />
      <Unconverted what="spending" amounts={spending.unconverted} />
      <Tile>
        <SpendingChart rows={spending.rows} total={total} range={range} maxEntries={MAX_CHART_ENTRIES} />
      </Tile>
      <SpendingTable slices={slices} currency={total.currencyCode} range={range} />
    </>
  );
}
