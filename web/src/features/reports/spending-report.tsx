/** Spending by category: compared with the time before, as a ring, and as a tree of figures. */
import { Skeleton, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CategoryAmount } from '#gen/melo/reports/v1/report_pb.ts';
import { rollUp, type Slice, UNCATEGORISED } from '../../api/category-tree.ts';
import { useHome } from '../../api/current-household.tsx';
import { listOfSpending } from '../../api/drill-down.ts';
import { type Range, useSpending } from '../../api/figures.ts';
import { useCategories } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { type Exact, exactOf } from '../../i18n/amounts.ts';
import { richText, text } from '../../i18n/text.ts';
import { SpendingChart } from '../../ui/charts/spending-chart.tsx';
import { Empty, Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Dot } from '../../ui/layout/dot.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { biggestRise } from './biggest-rise.ts';
import { nameOfBefore, nameOfRange, type RangeName, rangeBefore } from './ranges.ts';
import style from './report.module.css';

const SHOWN = 10;

export function SpendingReport({ name, range }: { readonly name: RangeName; readonly range: Range }) {
  const { locale, currency } = useHome();
  const before = rangeBefore(name, range);
  const now = useSpending(range);
  const then = useSpending(before);
  const { tree } = useCategories();
  const none = exactOf(currency, 0n);
  return (
    <Loaded query={now} waiting={<Skeleton height={sizes.tallChart} radius="lg" />}>
      {({ rows, total = none, unconverted }) => {
        if (rows.length === 0)
          return (
            <Empty
              title={text('reports.nothing-spent')}
              text={text('reports.there-is-no-spending-in-range', { range: nameOfRange(name, range, locale) })}
            >
              <Unconverted what="spending" amounts={unconverted} />
            </Empty>
          );
        const rise =
          then.data && biggestRise(rollUp(tree, slicesOf(rows), ''), rollUp(tree, slicesOf(then.data.rows), ''));
        return (
          <>
            <Text className={style['sentence']}>
              {spendingSentence(total, then.data ? (then.data.total ?? none) : undefined, {
                range: nameOfRange(name, range, locale),
                before: nameOfBefore(name, before, locale),
              })}{' '}
              {rise &&
                richText('reports.biggest-rise', {
                  category: tree.byId.get(rise.categoryId)?.name ?? text('reports.uncategorised'),
                  amount: <Amount key="amount" of={exactOf(total.currencyCode, rise.units)} />,
                })}
            </Text>
            <Unconverted what="spending" amounts={unconverted} />
            <Tile>
              <SpendingChart rows={rows} total={total} range={range} most={SHOWN} />
            </Tile>
            <Tile flush>
              <Table highlightOnHover aria-label={text('reports.spending-by-category')}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{text('reports.category')}</Table.Th>
                    <Table.Th ta="end">{text('reports.spent')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rollUp(tree, slicesOf(rows), '').flatMap((slice) => [
                    <Row key={slice.categoryId} slice={slice} currency={total.currencyCode} range={range} />,
                    ...children(slice, rows).map((child) => (
                      <Row
                        key={`${slice.categoryId}/${child.categoryId}`}
                        slice={child}
                        currency={total.currencyCode}
                        range={range}
                        child
                      />
                    )),
                  ])}
                </Table.Tbody>
              </Table>
            </Tile>
          </>
        );
      }}
    </Loaded>
  );

  function children({ categoryId }: Slice, rows: readonly CategoryAmount[]): Slice[] {
    if (categoryId === UNCATEGORISED) return [];
    const below = rollUp(tree, slicesOf(rows), categoryId).filter((slice) => slice.categoryId !== categoryId);
    return below;
  }
}

const slicesOf = (rows: readonly CategoryAmount[]): Slice[] =>
  rows.map(({ categoryId, amount }) => ({ categoryId, units: amount?.minorUnits ?? 0n }));

/** How much was spent, compared with the range before when there was spending. */
function spendingSentence(
  total: Exact,
  last: Exact | undefined,
  ranges: { readonly range: string; readonly before: string },
): ReactNode {
  const values = { ...ranges, total: <Amount key="total" of={total} strong /> };
  if (!last || last.minorUnits === 0n) return richText('reports.you-spent', values);
  const change = total.minorUnits - last.minorUnits;
  if (change === 0n) return richText('reports.spent-as-much', values);
  const amount = exactOf(total.currencyCode, change < 0n ? -change : change);
  return richText(change > 0n ? 'reports.spent-more' : 'reports.spent-less', {
    ...values,
    change: <Amount key="change" of={amount} strong />,
  });
}

type RowProps = { readonly slice: Slice; readonly currency: string; readonly range: Range; readonly child?: boolean };

function Row({ slice: { categoryId, units }, currency, range, child = false }: RowProps) {
  const { tree } = useCategories();
  return (
    <Table.Tr className={child ? style['child'] : undefined}>
      <Table.Td {...(child && { pl: sizes.indent })}>
        <Link to="/transactions" search={listOfSpending(categoryId, range)} className={style['link']}>
          {!child && categoryId !== UNCATEGORISED && <Dot index={tree.hueOf(categoryId)} />}
          {tree.byId.get(categoryId)?.name ?? text('reports.uncategorised')}
        </Link>
      </Table.Td>
      <Table.Td ta="end">
        <Amount of={exactOf(currency, units)} strong={!child} />
      </Table.Td>
    </Table.Tr>
  );
}
