/** The pages of the app, for sidebar, bottom bar, command palette and keyboard shortcuts. */
import {
  IconArrowsExchange,
  IconBell,
  IconBuildingBank,
  IconCategory,
  IconChartHistogram,
  IconFileImport,
  IconHome,
  IconListDetails,
  IconRepeat,
  IconSettings,
  IconTargetArrow,
  type TablerIcon,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { MessageId } from '../i18n/messages/message-id.ts';

export type NavigationItem = {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: MessageId;
  readonly icon: TablerIcon;
  /** Second key after "g". */
  readonly key?: string;
};

export const navigationItems = [
  { to: '/', label: 'app.overview', icon: IconHome, key: 'o' },
  { to: '/accounts', label: 'app.accounts', icon: IconBuildingBank, key: 'a' },
  { to: '/transactions', label: 'app.transactions', icon: IconListDetails, key: 't' },
  { to: '/budget', label: 'app.budget', icon: IconTargetArrow, key: 'b' },
  { to: '/recurring', label: 'recurring.recurring', icon: IconRepeat, key: 'u' },
  { to: '/reports', label: 'app.reports', icon: IconChartHistogram, key: 'r' },
  { to: '/import', label: 'app.import', icon: IconFileImport, key: 'i' },
  { to: '/settings', label: 'app.settings', icon: IconSettings, key: 's' },
] as const satisfies readonly NavigationItem[];

/** Pages that are not in the sidebar. */
export const moreNavigationItems = [
  { to: '/alerts', label: 'app.notifications', icon: IconBell, key: 'l' },
  { to: '/settings/categories', label: 'app.categories', icon: IconCategory, key: 'c' },
] as const satisfies readonly NavigationItem[];

export const TransferIcon = IconArrowsExchange;
