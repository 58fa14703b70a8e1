/** The pages of members, loaded on demand. */
import { lazyRouteComponent } from '@tanstack/react-router';

export const memberPages = {
  overview: lazyRouteComponent(() => import('../../features/overview/overview-page.tsx'), 'OverviewPage'),
  accounts: lazyRouteComponent(() => import('../../features/accounts/accounts-page.tsx'), 'AccountsPage'),
  transactions: lazyRouteComponent(
    () => import('../../features/transactions/transactions-page.tsx'),
    'TransactionsPage',
  ),
  importing: lazyRouteComponent(() => import('../../features/import/import-page.tsx'), 'ImportPage'),
  budget: lazyRouteComponent(() => import('../../features/budget/budget-page.tsx'), 'BudgetPage'),
  recurring: lazyRouteComponent(() => import('../../features/recurring/recurring-page.tsx'), 'RecurringPage'),
  reports: lazyRouteComponent(() => import('../../features/reports/reports-page.tsx'), 'ReportsPage'),
  alerts: lazyRouteComponent(() => import('../../features/alerts/alerts-page.tsx'), 'AlertsPage'),
  settings: lazyRouteComponent(() => import('../../features/settings/settings-page.tsx'), 'SettingsPage'),
  categories: lazyRouteComponent(() => import('../../features/settings/categories-page.tsx'), 'CategoriesPage'),
} as const;
