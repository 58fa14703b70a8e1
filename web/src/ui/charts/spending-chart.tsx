/** Spending by category as a ring and a list; both link to the transactions of a category. */
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { CategoryAmount } from '#gen/melo/reports/v1/report_pb.ts';
import { rollUp, slicesOf } from '../../api/category-tree.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { listOfSpending } from '../../api/drill-down.ts';
import type { Range } from '../../api/figures.ts';
import { useCategories } from '../../api/lists.ts';
import { type Exact, exactOf, writeAmount, writePercent } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../layout/amount.tsx';
import { FitAmounts } from '../layout/fit-amounts.tsx';
import style from './spending-chart.module.css';
import { chartEntries, type Entry, shareOf } from './spending-entries.ts';

/** The library of charts is larger than the rest of a page, which does not wait for it. */
const Donut = lazy(() => import('./donut.tsx').then(({ Donut }) => ({ default: Donut })));

type Props = {
  readonly rows: readonly CategoryAmount[];
  readonly total: Exact;
  readonly range: Range;
  /** With more categories, the smallest are added up as one entry. */
  readonly maxEntries: number;
};

export const SpendingChart = ({ rows, total, range, maxEntries }: Props) => {
  const entries = useEntries(rows, maxEntries);
  return (
    <div className={style['chart']}>
      <Ring entries={entries} total={total} range={range} />
      <FitAmounts className={style['list']}>
        <ul className={style['lines']} aria-label={text('ui.spending-by-category')}>
          {entries.map((entry) => (
            <EntryLine key={entry.isRest ? 'rest' : entry.id} entry={entry} total={total} range={range} />
          ))}
        </ul>
      </FitAmounts>
    </div>
  );
};

type RingProps = { readonly entries: readonly Entry[]; readonly total: Exact; readonly range: Range };

function Ring({ entries, total, range }: RingProps) {
  const { locale } = useCurrentHousehold();
  return (
    <div
      className={style['ring']}
      role="img"
      aria-label={text('ui.spending-by-category-total-in-total', { total: writeAmount(total, locale) })}
    >
      <Suspense fallback={<div className={style['waiting']} />}>
        <Donut entries={entries.filter(({ units }) => units > 0n)} currency={total.currencyCode} range={range} />
      </Suspense>
      <FitAmounts className={style['total']}>
        <Text size="xs" c="dimmed">
          {text('ui.spent')}
        </Text>
        <Amount of={total} strong />
      </FitAmounts>
    </div>
  );
}

type LineProps = { readonly entry: Entry; readonly total: Exact; readonly range: Range };

function EntryLine({ entry, total, range }: LineProps) {
  const { locale } = useCurrentHousehold();
  const share = shareOf(entry.units, total.minorUnits);
  const figures = (
    <>
      <span className={style['name']}>
        <span className={style['dot']} style={{ background: entry.color }} aria-hidden />
        <span className={style['label']}>{entry.name}</span>
      </span>
      <span className={style['share']}>{share !== undefined && writePercent(share, locale)}</span>
      <span className={style['figure']}>
        <Amount of={exactOf(total.currencyCode, entry.units)} />
      </span>
    </>
  );
  return (
    <li>
      {entry.isRest ? (
        <span className={style['line']}>{figures}</span>
      ) : (
        <Link to="/transactions" search={listOfSpending(entry.id, range)} className={style['line']}>
          {figures}
        </Link>
      )}
    </li>
  );
}

function useEntries(rows: readonly CategoryAmount[], maxEntries: number): readonly Entry[] {
  const { tree } = useCategories();
  return chartEntries(rollUp(tree, slicesOf(rows), ''), tree, maxEntries);
}
