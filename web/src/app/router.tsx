/** Every address of the app and the page it shows. Pages are loaded on demand. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionState } from '../api/session/session-state.ts';
import { SignInPage } from '../features/auth/sign-in-page.tsx';
import { readBudgetSearch } from '../features/budget/budget-search.ts';
import { readImportSearch } from '../features/import/import-search.ts';
import { readReportSearch } from '../features/reports/report-search.ts';
import { readFilters } from '../features/transactions/filters/filters.ts';
import { showAllMessages } from '../i18n/language.ts';
import { signInThen } from './leave.tsx';
import { readArchivedSearch } from './pages/archived-search.ts';
import { guestPages } from './pages/guest-pages.ts';
import { memberPages } from './pages/member-pages.ts';
import { readToken, text } from './pages/page-search.ts';
import { Crashed, CrashedApp, Guests, Lost } from './pages/route-guards.tsx';

const root = createRootRoute({ notFoundComponent: Lost, errorComponent: CrashedApp });

/** Pages that read or write more than the session. */
const data = createRoute({
  getParentRoute: () => root,
  id: 'data',
  component: lazyRouteComponent(() => import('./data-provider.tsx'), 'DataPages'),
});
const verify = createRoute({
  getParentRoute: () => data,
  path: '/verify',
  validateSearch: readToken,
  component: function Verify() {
    return <guestPages.verify token={verify.useSearch().token ?? ''} />;
  },
});

const reset = createRoute({
  getParentRoute: () => data,
  path: '/reset-password',
  validateSearch: readToken,
  component: function Reset() {
    return <guestPages.reset token={reset.useSearch().token ?? ''} />;
  },
});

const guests = createRoute({ getParentRoute: () => root, id: 'guests', component: Guests });
const signIn = createRoute({
  getParentRoute: () => guests,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => ({ ...(text(search['next']) && { next: String(search['next']) }) }),
  component: SignInPage,
});
const newcomers = createRoute({ getParentRoute: () => data, id: 'newcomers', component: Guests });
const register = createRoute({ getParentRoute: () => newcomers, path: '/register', component: guestPages.register });
const forgot = createRoute({ getParentRoute: () => newcomers, path: '/forgot-password', component: guestPages.forgot });
const checkMail = createRoute({
  getParentRoute: () => newcomers,
  path: '/check-mail',
  validateSearch: (search): { email?: string; reset?: true } => ({
    ...(text(search['email']) && { email: String(search['email']) }),
    ...(search['reset'] === true && { reset: true }),
  }),
  component: function CheckMail() {
    const { email, reset = false } = checkMail.useSearch();
    return <guestPages.checkMail email={email} reset={reset} />;
  },
});

const members = createRoute({
  getParentRoute: () => root,
  id: 'members',
  // Not even loaded for guests. Who signs out later is led away by the component.
  beforeLoad: ({ location }) => {
    if (sessionState() === 'out') throw redirect({ href: signInThen(location.href), replace: true });
  },
  loader: showAllMessages,
  component: lazyRouteComponent(() => import('./members.tsx'), 'Members'),
  errorComponent: CrashedApp,
});
const overview = createRoute({ getParentRoute: () => members, path: '/', component: memberPages.overview });
const accounts = createRoute({
  getParentRoute: () => members,
  path: '/accounts',
  validateSearch: readArchivedSearch,
  component: memberPages.accounts,
});
const transactions = createRoute({
  getParentRoute: () => members,
  path: '/transactions',
  validateSearch: readFilters,
  component: memberPages.transactions,
});
const importing = createRoute({
  getParentRoute: () => members,
  path: '/import',
  validateSearch: readImportSearch,
  component: memberPages.importing,
});
const budget = createRoute({
  getParentRoute: () => members,
  path: '/budget',
  validateSearch: readBudgetSearch,
  component: memberPages.budget,
});
const recurring = createRoute({ getParentRoute: () => members, path: '/recurring', component: memberPages.recurring });
const reports = createRoute({
  getParentRoute: () => members,
  path: '/reports',
  validateSearch: readReportSearch,
  component: memberPages.reports,
});
const alerts = createRoute({ getParentRoute: () => members, path: '/alerts', component: memberPages.alerts });
const settings = createRoute({ getParentRoute: () => members, path: '/settings', component: memberPages.settings });
const categories = createRoute({
  getParentRoute: () => members,
  path: '/settings/categories',
  validateSearch: readArchivedSearch,
  component: memberPages.categories,
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
    index,
    guests.addChildren([signIn]),
    data.addChildren([verify, reset, newcomers.addChildren([register, forgot, checkMail])]),
    members.addChildren([
      overview,
      accounts,
      transactions,
      importing,
      budget,
      recurring,
      reports,
      alerts,
      settings,
      categories,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
  // A list is found again where it was left, also by a link.
  getScrollRestorationKey: ({ pathname, href, state }) =>
    pathname === '/transactions' ? href : (state.__TSR_key ?? href),
});
