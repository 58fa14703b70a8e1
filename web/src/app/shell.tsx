/** The frame of the signed-in app: sidebar or bottom bar, header, page, keyboard shortcuts and the notification stream. */
import { useMediaQuery } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { useCurrentHousehold } from '../api/current-household.tsx';
import { useAccounts } from '../api/lists.ts';
import { AccountsFailed } from './banners/accounts-failed.tsx';
import { IncompleteBanner } from './banners/incomplete-banner.tsx';
import { BottomBar } from './bottom-bar/bottom-bar.tsx';
import { Header } from './header/header.tsx';
import { NotificationToasts } from './notification-toasts.tsx';
import { SkipLink, useFocusOfPages } from './page-focus.tsx';
import { Background, newPart, useIdle } from './prepared.tsx';
import { QuickActionsProvider } from './quick-actions.tsx';
import style from './shell.module.css';
import { KeyboardShortcuts } from './shortcuts/keyboard-shortcuts.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { WIDE } from './theme.ts';

const palette = newPart(async () => (await import('./command-palette/command-palette.tsx')).CommandPalette);
const toasts = newPart(async () => (await import('./toasts.tsx')).Toasts);

export function Shell() {
  const { household } = useCurrentHousehold();
  const { query } = useAccounts();
  const isIdle = useIdle();
  useFocusOfPages();
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  return (
    <QuickActionsProvider>
      <NotificationToasts />
      <KeyboardShortcuts />
      {isIdle && <Background part={toasts} props={{}} />}
      {isIdle && <Background part={palette} props={{}} />}
      <SkipLink />
      <div className={style['shell']} data-wide={wide}>
        {wide && <Sidebar />}
        <div className={style['body']}>
          <Header wide={wide} />
          <main className={style['main']} id="main" tabIndex={-1}>
            <IncompleteBanner />
            {!wide && <AccountsFailed query={query} />}
            {/* A page starts anew when the user switches households: its figures and form values belong to one of them. */}
            <Outlet key={household.id} />
            <div id="menus" />
          </main>
        </div>
        {!wide && <BottomBar />}
      </div>
    </QuickActionsProvider>
  );
}
