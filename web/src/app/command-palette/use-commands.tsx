/** The commands of the palette: actions, pages, accounts and categories. */
import { useMantineColorScheme } from '@mantine/core';
import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconArrowsExchange,
  IconBuildingBank,
  IconMoon,
  IconPlus,
  IconTag,
  type TablerIcon,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useAccounts, useCategories } from '../../api/lists.ts';
import { text } from '../../i18n/text.ts';
import { moreNavigationItems, type NavigationItem, navigationItems } from '../navigation.ts';
import { useQuickActions } from '../quick-actions.tsx';
import { sizes } from '../theme.ts';

type Command = { readonly id: string; readonly label: string; readonly icon: TablerIcon; readonly run: () => void };

export function useCommands(): SpotlightActionGroupData[] {
  return [
    { group: text('app.actions'), actions: useActions().map(dataOf) },
    { group: text('app.go-to'), actions: usePages().map(dataOf) },
    { group: text('app.accounts'), actions: useAccountCommands().map(dataOf) },
    { group: text('app.categories'), actions: useCategoryCommands().map(dataOf) },
  ];
}

function useActions(): Command[] {
  const { add } = useQuickActions();
  const { toggleColorScheme } = useMantineColorScheme();
  return [
    { id: 'add', label: text('app.add-a-transaction'), icon: IconPlus, run: () => add() },
    {
      id: 'transfer',
      label: text('app.record-a-transfer-or-card-payment'),
      icon: IconArrowsExchange,
      run: () => add({ mode: 'transfer' }),
    },
    { id: 'scheme', label: text('app.switch-between-light-and-dark'), icon: IconMoon, run: toggleColorScheme },
  ];
}

function usePages(): Command[] {
  const navigate = useNavigate();
  const all: readonly NavigationItem[] = [...navigationItems, ...moreNavigationItems];
  return all.map(({ to, label, icon }) => ({ id: to, label: text(label), icon, run: () => navigate({ to }) }));
}

function useAccountCommands(): Command[] {
  const navigate = useNavigate();
  const { open } = useAccounts();
  return open.map(({ id, name }) => ({
    id,
    label: name,
    icon: IconBuildingBank,
    run: () => navigate({ to: '/transactions', search: { account: id } }),
  }));
}

function useCategoryCommands(): Command[] {
  const navigate = useNavigate();
  const { tree } = useCategories();
  return tree.all.map(({ id, name }) => ({
    id,
    label: name,
    icon: IconTag,
    run: () => navigate({ to: '/transactions', search: { category: id } }),
  }));
}

const dataOf = ({ id, label, icon: Icon, run }: Command): SpotlightActionData => ({
  id,
  label,
  leftSection: <Icon size={sizes.icon} stroke={sizes.stroke} />,
  onClick: run,
});
