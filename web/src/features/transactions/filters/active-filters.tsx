/** A pill for each filter that is set, with a button that removes it. The account is none: its page is about it. */
import { Group, Pill } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { useCategories } from '../../../api/lists.ts';
import { sizes } from '../../../app/theme.ts';
import { formatDay } from '../../../i18n/dates.ts';
import { text } from '../../../i18n/text.ts';
import type { FilterChange, FilterProps, Filters } from './filters.ts';

const flowNames = {
  spending: 'transactions.spending',
  income: 'transactions.income',
  both: 'transactions.spending-and-income',
} as const;

export function ActiveFilters({ filters, set }: FilterProps) {
  const active = useActiveFilters(filters);
  if (active.length === 0) return null;
  return (
    <Group gap="xs" role="list" aria-label={text('transactions.active-filters')}>
      {active.map(({ label, cleared }) => (
        <FilterPill key={label} label={label} clear={() => set(cleared)} />
      ))}
    </Group>
  );
}

const FilterPill = ({ label, clear }: { readonly label: string; readonly clear: () => void }) => (
  <Pill
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
);

/** `cleared` is the change that removes the filter. */
type ActiveFilter = { readonly label: string; readonly cleared: FilterChange };

function useActiveFilters({ text: query, category, flow, from, to }: Filters): ActiveFilter[] {
  const { tree, query: categories } = useCategories();
  const unknown = text(categories.data ? 'transactions.no-such-category' : 'transactions.category');
  const range = useRangeName()(from, to);
  const filters: (ActiveFilter | undefined)[] = [
    category ? { label: tree.byId.get(category)?.name ?? unknown, cleared: { category: undefined } } : undefined,
    flow ? { label: text(flowNames[flow]), cleared: { flow: undefined } } : undefined,
    range ? { label: range, cleared: { from: undefined, to: undefined } } : undefined,
    query ? { label: text('transactions.quoted', { query }), cleared: { text: undefined } } : undefined,
  ];
  return filters.filter((filter) => filter !== undefined);
}

function useRangeName(): (from: string | undefined, to: string | undefined) => string | undefined {
  const { locale, today } = useCurrentHousehold();
  const day = (date: string) => formatDay(date, locale, today);
  return (from, to) => {
    if (from && to) return `${day(from)} – ${day(to)}`;
    if (from) return text('transactions.from-date', { date: day(from) });
    return to ? text('transactions.until-date', { date: day(to) }) : undefined;
  };
}
