/** The overview: net worth, this month, budgets, spending, latest transactions. */
import { lazy, Suspense } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useAccounts } from '../../api/lists.ts';
import { formatMonth, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Page } from '../../ui/layout/page.tsx';
import { BudgetsTile } from './budgets-tile.tsx';
import { LatestTile } from './latest-tile.tsx';
import { MonthTile } from './month-tile.tsx';
import { NetWorthTile } from './net-worth-tile.tsx';
import style from './overview-page.module.css';
import { SpendingTile } from './spending-tile.tsx';
import { Welcome } from './welcome.tsx';

/** Loaded after the figures, and below them, so that nothing moves when it comes. */
const UpcomingTile = lazy(async () => ({ default: (await import('../recurring/upcoming-tile.tsx')).UpcomingTile }));

export function OverviewPage() {
  const { today, locale } = useCurrentHousehold();
  const { query, all } = useAccounts();
  return (
    <Page title={text('overview.overview')} hint={formatMonth(monthOf(today), locale)}>
      {query.data && all.length === 0 ? (
        <Welcome />
      ) : (
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
            <LatestTile />
          </div>
          <div className={style['full']}>
            <Suspense>
              <UpcomingTile />
            </Suspense>
          </div>
        </div>
      )}
    </Page>
  );
}
