/** The filter by posting date: usual ranges, or two days. */
import { Button, Group, Stack } from '@mantine/core';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { addMonths, firstDay, lastDay, monthOf } from '../../../i18n/dates.ts';
import { text } from '../../../i18n/text.ts';
import { DayField } from '../../../ui/inputs/day-field.tsx';
import { insideMenu } from './filter-menu.tsx';
import type { FilterProps } from './filters.ts';

export function DateFilter({ filters, set }: FilterProps) {
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {usualRanges(useCurrentHousehold().today).map(({ label, ...range }) => (
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
        popoverProps={insideMenu}
      />
      <DayField
        label={text('transactions.to')}
        value={filters.to ?? ''}
        onChange={(to) => set({ to })}
        clearable
        popoverProps={insideMenu}
      />
    </Stack>
  );
}

function usualRanges(today: string) {
  const month = monthOf(today);
  const lastMonth = addMonths(month, -1);
  const year = today.slice(0, 4);
  return [
    { label: text('transactions.this-month'), from: firstDay(month), to: lastDay(month) },
    { label: text('transactions.last-month'), from: firstDay(lastMonth), to: lastDay(lastMonth) },
    { label: text('transactions.this-year'), from: `${year}-01-01`, to: `${year}-12-31` },
  ];
}
