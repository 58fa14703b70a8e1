/** Where one can go: the rail, the bottom bar, the palette and the keys all read this list. */
import {
  IconArrowsExchange,
  IconBell,
  IconBuildingBank,
  IconCategory,
  IconChartHistogram,
  IconFileImport,
  IconHome,
  IconListDetails,
  IconSettings,
  IconTargetArrow,
  type TablerIcon,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';

export type Place = {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: string;
  readonly icon: TablerIcon;
  /** Second key after "g". */
  readonly key?: string;
};

export const places = [
  { to: '/', label: 'Overview', icon: IconHome, key: 'o' },
  { to: '/accounts', label: 'Accounts', icon: IconBuildingBank, key: 'a' },
  { to: '/transactions', label: 'Transactions', icon: IconListDetails, key: 't' },
  { to: '/budget', label: 'Budget', icon: IconTargetArrow, key: 'b' },
  { to: '/reports', label: 'Reports', icon: IconChartHistogram, key: 'r' },
  { to: '/import', label: 'Import', icon: IconFileImport, key: 'i' },
  { to: '/settings', label: 'Settings', icon: IconSettings, key: 's' },
] as const satisfies readonly Place[];

/** Places that have no line of their own in the rail. */
export const morePlaces = [
  { to: '/alerts', label: 'Alerts', icon: IconBell, key: 'l' },
  { to: '/settings/categories', label: 'Categories', icon: IconCategory, key: 'c' },
] as const satisfies readonly Place[];

export const TransferIcon = IconArrowsExchange;
