/** The palette: every place, deed, account and category by name. */

import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconArrowsExchange, IconBuildingBank, IconMoon, IconPlus, IconSearch, IconTag } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useAccounts, useCategories } from '../api/lists.ts';
import { text } from '../i18n/text.ts';
import style from './command-palette.module.css';
import { morePlaces, type Place, places } from './navigation.ts';
import { useQuickActions } from './quick-actions.tsx';
import { sizes } from './theme.ts';

const SHOWN = 14;
const icon = { size: sizes.icon, stroke: sizes.stroke };

export function Palette() {
  const navigate = useNavigate();
  const { add } = useQuickActions();
  const { open: accounts } = useAccounts();
  const { tree } = useCategories();
  const { toggleColorScheme } = useMantineColorScheme();
  const all: readonly Place[] = [...places, ...morePlaces];

  const actions: SpotlightActionGroupData[] = [
    {
      group: text('app.actions'),
      actions: [
        { id: 'add', label: text('app.add-a-transaction'), leftSection: <IconPlus {...icon} />, onClick: () => add() },
        {
          id: 'transfer',
          label: text('app.record-a-transfer-or-card-payment'),
          leftSection: <IconArrowsExchange {...icon} />,
          onClick: () => add({ mode: 'transfer' }),
        },
        {
          id: 'scheme',
          label: text('app.switch-between-light-and-dark'),
          leftSection: <IconMoon {...icon} />,
          onClick: toggleColorScheme,
        },
      ],
    },
    {
      group: text('app.go-to'),
      actions: all.map(({ to, label, icon: Icon }) => ({
        id: to,
        label: text(label),
        leftSection: <Icon {...icon} />,
        onClick: () => navigate({ to }),
      })),
    },
    {
      group: text('app.accounts'),
      actions: accounts.map(({ id, name }) => ({
        id,
        label: name,
        leftSection: <IconBuildingBank {...icon} />,
        onClick: () => navigate({ to: '/transactions', search: { account: id } }),
      })),
    },
    {
      group: text('app.categories'),
      actions: tree.all.map(({ id, name }) => ({
        id,
        label: name,
        leftSection: <IconTag {...icon} />,
        onClick: () => navigate({ to: '/transactions', search: { category: id } }),
      })),
    },
  ];

  return (
    <Spotlight
      actions={actions}
      limit={SHOWN}
      shortcut="mod + K"
      highlightQuery
      overlayProps={{ blur: 0 }}
      classNames={{ action: style['action'] ?? '' }}
      nothingFound={text('app.no-results')}
      searchProps={{
        placeholder: text('app.search-or-command'),
        'aria-label': text('app.search-or-command'),
        leftSection: <IconSearch {...icon} />,
      }}
    />
  );
}
