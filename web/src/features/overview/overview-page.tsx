/** The overview: net worth, this month, budgets, spending, latest transactions. */
import { lazy, Suspense } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { formatMonth, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { LoadingRows } from '../../ui/feedback/states.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { isSample } from '../sample/sample-names.ts';
import { BudgetsTile } from './budgets-tile.tsx';
import { MonthTile } from './month-tile.tsx';
import { NetWorthTile } from './net-worth-tile.tsx';
import style from './overview-page.module.css';
import { SpendingTile } from './spending-tile.tsx';
import { areDone, useFirstSteps } from './use-first-steps.ts';

/** Few households see these. */
const FirstSteps = lazy(async () => ({ default: (await import('./first-steps.tsx')).FirstSteps }));
const SampleNote = lazy(async () => ({ default: (await import('../sample/sample-note.tsx')).SampleNote }));
/** Loaded after the figures, and below them, so that nothing moves when they come. */
const LatestTile = lazy(async () => ({ default: (await import('./latest-tile.tsx')).LatestTile }));
const UpcomingTile = lazy(async () => ({ default: (await import('../recurring/upcoming-tile.tsx')).UpcomingTile }));

export function OverviewPage() {
  const { household, today, locale, canEdit, isOwner } = useCurrentHousehold();
  const steps = useFirstSteps();
  const isNew = steps !== undefined && !areDone(steps);
  return (
    <Page title={text('overview.overview')} hint={formatMonth(monthOf(today), locale)}>
      <Suspense>
        {isOwner && isSample(household.name) && <SampleNote />}
        {isNew && canEdit && <FirstSteps steps={steps} />}
      </Suspense>
      {steps?.account !== false && <Tiles />}
    </Page>
  );
}

const Tiles = () => (
  <div className={style['grid']}>
    <div className={style['wide']}>
      <NetWorthTile />
    </div>
    <div className={style['narrow']}>
      <MonthTile />
    </div>
    <div className={style['half']}>
      <BudgetsTile />
    </div>
    <div className={style['half']}>
      <SpendingTile />
    </div>
    <div className={style['full']}>
      <Suspense fallback={<LoadingRows />}>
        <LatestTile />
      </Suspense>
    </div>
    <div className={style['full']}>
      <Suspense>
        <UpcomingTile />
      </Suspense>
    </div>
  </div>
);
