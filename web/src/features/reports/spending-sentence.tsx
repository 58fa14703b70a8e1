/** How much was spent, compared with the range before, and the category whose spending rose most. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { rollUp, type Slice, slicesOf } from '../../api/category-tree.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type Range, useSpending } from '../../api/figures.ts';
import { useCategories } from '../../api/lists.ts';
import { type Exact, exactOf } from '../../i18n/amounts.ts';
import { richText, text } from '../../i18n/text.ts';
import { Amount } from '../../ui/layout/amount.tsx';
import { biggestRise } from './biggest-rise.ts';
import { nameOfBefore, nameOfRange, type RangeName, rangeBefore } from './ranges.ts';
import style from './report.module.css';

type Props = {
  readonly slices: readonly Slice[];
  readonly total: Exact;
  readonly name: RangeName;
  readonly range: Range;
};

export function SpendingSentence({ slices, total, name, range }: Props) {
  const { locale, currency } = useCurrentHousehold();
  const { tree } = useCategories();
  const rangeOfBefore = rangeBefore(name, range);
  const { data: before } = useSpending(rangeOfBefore);
  const rise = before && biggestRise(rollUp(tree, slices, ''), rollUp(tree, slicesOf(before.rows), ''));
  return (
    <Text className={style['sentence']}>
      {comparison(total, before && (before.total ?? exactOf(currency, 0n)), {
        range: nameOfRange(name, range, locale),
        before: nameOfBefore(name, rangeOfBefore, locale),
      })}{' '}
      {rise &&
        richText('reports.biggest-rise', {
          category: tree.byId.get(rise.categoryId)?.name ?? text('reports.uncategorised'),
          amount: <Amount of={exactOf(total.currencyCode, rise.units)} />,
        })}
    </Text>
  );
}

/** Without a comparison when nothing was spent before. */
function comparison(
  total: Exact,
  before: Exact | undefined,
  ranges: { readonly range: string; readonly before: string },
): ReactNode {
  const values = { ...ranges, total: <Amount of={total} strong /> };
  if (!before || before.minorUnits === 0n) return richText('reports.you-spent', values);
  const change = total.minorUnits - before.minorUnits;
  if (change === 0n) return richText('reports.spent-as-much', values);
  const amount = exactOf(total.currencyCode, change < 0n ? -change : change);
  return richText(change > 0n ? 'reports.spent-more' : 'reports.spent-less', {
    ...values,
    change: <Amount of={amount} strong />,
  });
}
