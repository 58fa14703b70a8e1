/** The filters: a search, three menus, and a chip for each one set. All of them live in the URL. */
import { Button, Chip, Group, Pill, Popover, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconCalendar, IconChevronDown, IconSearch, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useHome } from '../../api/current-household.tsx';
import { useAccounts, useCategories } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { addMonths, firstDay, formatDay, lastDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { AccountSelect } from '../../ui/inputs/account-select.tsx';
import { CategorySelect } from '../../ui/inputs/category-select.tsx';
import { DayField } from '../../ui/inputs/day-field.tsx';
import style from './filter-bar.module.css';
import { type Filters, withFilter } from './filters.ts';

const TYPING_MS = 250;

export function FilterBar({ filters }: { readonly filters: Filters }) {
  const navigate = useNavigate();
  const set = (change: Parameters<typeof withFilter>[1]) =>
    navigate({ to: '/transactions', search: withFilter(filters, change), replace: true, resetScroll: false });
  return (
    <Stack gap="sm">
      <div className={style['bar']}>
        <Search query={filters.text ?? ''} change={(query) => set({ text: query })} />
        <div className={style['menus']}>
          <Menu label={text('transactions.account')}>
            <AccountSelect
              label={text('transactions.account')}
              value={filters.account ?? ''}
              onChange={(account) => set({ account })}
              comboboxProps={inside}
            />
          </Menu>
          <Menu label={text('transactions.category')}>
            <CategorySelect
              label={text('transactions.category')}
              value={filters.category ?? ''}
              onChange={(category) => set({ category, uncategorised: undefined })}
              comboboxProps={inside}
            />
          </Menu>
          <Menu label={text('transactions.dates')} icon={<IconCalendar size={sizes.smallIcon} stroke={sizes.stroke} />}>
            <Dates filters={filters} set={set} />
          </Menu>
          <Chip
            size="sm"
            variant="outline"
            checked={filters.uncategorised ?? false}
            onChange={(checked) =>
              set({ uncategorised: checked || undefined, ...(checked && { category: undefined }) })
            }
          >
            {text('transactions.uncategorised')}
          </Chip>
          <Chip
            size="sm"
            variant="outline"
            checked={filters.deleted ?? false}
            onChange={(checked) => set({ deleted: checked || undefined })}
          >
            {text('transactions.deleted')}
          </Chip>
        </div>
      </div>
      <Chips filters={filters} set={set} />
    </Stack>
  );
}

type Set = (change: Parameters<typeof withFilter>[1]) => void;
/** A list within a popover stays inside it, so that choosing does not close the popover. */
const inside = { withinPortal: false, shadow: 'md' };

function Search({ query, change }: { readonly query: string; readonly change: (query: string) => void }) {
  const [typed, setTyped] = useState(query);
  const send = useDebouncedCallback(change, TYPING_MS);
  // The URL leads: going back, or clearing the chip, changes the field.
  useEffect(() => setTyped(query), [query]);
  return (
    <TextInput
      aria-label={text('transactions.search-payee-or-note')}
      placeholder={text('transactions.search-payee-or-note')}
      leftSection={<IconSearch size={sizes.smallIcon} stroke={sizes.stroke} />}
      value={typed}
      maxLength={100}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      className={style['search']}
    />
  );
}

function Menu({
  label,
  icon,
  children,
}: {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Popover width={sizes.menu} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={icon}
          rightSection={<IconChevronDown size={sizes.smallIcon} />}
          aria-label={text('transactions.filter-by-label', { label })}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
}

function Dates({ filters, set }: { readonly filters: Filters; readonly set: Set }) {
  const { today } = useHome();
  const month = monthOf(today);
  const year = today.slice(0, 4);
  const ranges = [
    { label: text('transactions.this-month'), from: firstDay(month), to: lastDay(month) },
    { label: text('transactions.last-month'), from: firstDay(addMonths(month, -1)), to: lastDay(addMonths(month, -1)) },
    { label: text('transactions.this-year'), from: `${year}-01-01`, to: `${year}-12-31` },
  ];
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {ranges.map(({ label, ...range }) => (
          <Button key={label} size="compact-xs" variant="default" onClick={() => set(range)}>
            {label}
          </Button>
        ))}
      </Group>
      <DayField
        label={text('transactions.from')}
        value={filters.from ?? ''}
        onChange={(from) => set({ from })}
        clearable
        popoverProps={inside}
      />
      <DayField
        label={text('transactions.to')}
        value={filters.to ?? ''}
        onChange={(to) => set({ to })}
        clearable
        popoverProps={inside}
      />
    </Stack>
  );
}

const flowNames = {
  spending: 'transactions.spending',
  income: 'transactions.income',
  both: 'transactions.spending-and-income',
} as const;

function Chips({ filters, set }: { readonly filters: Filters; readonly set: Set }) {
  const { locale, today } = useHome();
  const { byId } = useAccounts();
  const { tree } = useCategories();
  const day = (date: string) => formatDay(date, locale, today);
  const { text: query, account, category, flow, from, to } = filters;
  const chips = [
    account && {
      label: byId.get(account)?.name ?? text('transactions.account'),
      clear: () => set({ account: undefined }),
    },
    category && {
      label: tree.byId.get(category)?.name ?? text('transactions.category'),
      clear: () => set({ category: undefined }),
    },
    flow && { label: text(flowNames[flow]), clear: () => set({ flow: undefined }) },
    from && to && { label: `${day(from)} – ${day(to)}`, clear: () => set({ from: undefined, to: undefined }) },
    from &&
      !to && { label: text('transactions.from-date', { date: day(from) }), clear: () => set({ from: undefined }) },
    to && !from && { label: text('transactions.until-date', { date: day(to) }), clear: () => set({ to: undefined }) },
    query && { label: `“${query}”`, clear: () => set({ text: undefined }) },
  ].filter((chip) => chip !== undefined && chip !== '' && chip !== false);
  if (chips.length === 0) return null;
  return (
    <Group gap="xs" role="list" aria-label={text('transactions.active-filters')}>
      {chips.map(({ label, clear }) => (
        <Pill
          key={label}
          role="listitem"
          size="md"
          withRemoveButton
          onRemove={clear}
          removeButtonProps={{
            'aria-label': text('transactions.remove-filter-label', { label }),
            'aria-hidden': false,
            tabIndex: 0,
            icon: <IconX size={sizes.tinyIcon} />,
          }}
        >
          {label}
        </Pill>
      ))}
    </Group>
  );
}
