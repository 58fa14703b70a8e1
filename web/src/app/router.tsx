/** Every address of the app and the page it shows. Pages are loaded on demand. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { CheckMailPage } from '../features/auth/check-mail-page.tsx';
import { ForgotPage } from '../features/auth/forgot-page.tsx';
import { RegisterPage } from '../features/auth/register-page.tsx';
import { ResetPage } from '../features/auth/reset-page.tsx';
import { SignInPage } from '../features/auth/sign-in-page.tsx';
import { VerifyPage } from '../features/auth/verify-page.tsx';
import { readBudgetSearch } from '../features/budget/budget-search.ts';
import { readImportSearch } from '../features/import/import-search.ts';
import { readFilters } from '../features/transactions/filters/filters.ts';
import { Crashed, CrashedApp, Guests, Lost, Members } from './route-guards.tsx';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const root = createRootRoute({ notFoundComponent: Lost, errorComponent: CrashedApp });

const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  validateSearch: (search): { token?: string } => ({
    ...(text(search['token']) && { token: String(search['token']) }),
  }),
  component: function Verify() {
    return <VerifyPage token={verify.useSearch().token ?? ''} />;
  },
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: (search): { token?: string } => ({
    ...(text(search['token']) && { token: String(search['token']) }),
  }),
  component: function Reset() {
    return <ResetPage token={reset.useSearch().token ?? ''} />;
  },
});

const guests = createRoute({ getParentRoute: () => root, id: 'guests', component: Guests });
const signIn = createRoute({
  getParentRoute: () => guests,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => ({ ...(text(search['next']) && { next: String(search['next']) }) }),
  component: SignInPage,
});
const register = createRoute({ getParentRoute: () => guests, path: '/register', component: RegisterPage });
const forgot = createRoute({ getParentRoute: () => guests, path: '/forgot-password', component: ForgotPage });
const checkMail = createRoute({
  getParentRoute: () => guests,
  path: '/check-mail',
  validateSearch: (search): { email?: string; reset?: true } => ({
    ...(text(search['email']) && { email: String(search['email']) }),
    ...(search['reset'] === true && { reset: true }),
  }),
  component: function CheckMail() {
    const { email, reset = false } = checkMail.useSearch();
    return <CheckMailPage email={email} reset={reset} />;
  },
});

const members = createRoute({
  getParentRoute: () => root,
  id: 'members',
  component: Members,
  errorComponent: CrashedApp,
});
const overview = createRoute({
  getParentRoute: () => members,
  path: '/',
  component: lazyRouteComponent(() => import('../features/overview/overview-page.tsx'), 'OverviewPage'),
});
const accounts = createRoute({
  getParentRoute: () => members,
  path: '/accounts',
  component: lazyRouteComponent(() => import('../features/accounts/accounts-page.tsx'), 'AccountsPage'),
});
const transactions = createRoute({
  getParentRoute: () => members,
  path: '/transactions',
  validateSearch: readFilters,
  component: lazyRouteComponent(() => import('../features/transactions/transactions-page.tsx'), 'TransactionsPage'),
});
const importing = createRoute({
  getParentRoute: () => members,
  path: '/import',
  validateSearch: readImportSearch,
  component: lazyRouteComponent(() => import('../features/import/import-page.tsx'), 'ImportPage'),
});
const budget = createRoute({
  getParentRoute: () => members,
  path: '/budget',
  validateSearch: readBudgetSearch,
  component: lazyRouteComponent(() => import('../features/budget/budget-page.tsx'), 'BudgetPage'),
});
const reports = createRoute({
  getParentRoute: () => members,
  path: '/reports',
  validateSearch: (search): { report?: string; range?: string } => ({
    ...(text(search['report']) && { report: String(search['report']) }),
    ...(text(search['range']) && { range: String(search['range']) }),
  }),
  component: lazyRouteComponent(() => import('../features/reports/reports-page.tsx'), 'ReportsPage'),
});
const alerts = createRoute({
  getParentRoute: () => members,
  path: '/alerts',
  component: lazyRouteComponent(() => import('../features/alerts/alerts-page.tsx'), 'AlertsPage'),
});
const settings = createRoute({
  getParentRoute: () => members,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-page.tsx'), 'SettingsPage'),
});
const categories = createRoute({
  getParentRoute: () => members,
  path: '/settings/categories',
  component: lazyRouteComponent(() => import('../features/settings/categories-page.tsx'), 'CategoriesPage'),
});
/** Older links, and addresses that users guess. */
const index = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  beforeLoad: () => {
    throw redirect({ to: '/' });
  },
});

export const router = createRouter({
  routeTree: root.addChildren([
    verify,
    reset,
    index,
    guests.addChildren([signIn, register, forgot, checkMail]),
    members.addChildren([overview, accounts, transactions, importing, budget, reports, alerts, settings, categories]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
  // A list is found again where it was left, also by a link.
  getScrollRestorationKey: ({ pathname, href, state }) =>
    pathname === '/transactions' ? href : (state.__TSR_key ?? href),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
