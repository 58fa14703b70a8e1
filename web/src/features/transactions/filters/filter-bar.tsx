/** The filters of the register: a search, three menus, two switches, and a pill for each filter that is set. The URL holds them. */
import { ActionIcon, Chip, Stack } from '@mantine/core';
import { IconBaselineDensityMedium, IconBaselineDensitySmall, IconCalendar } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { sizes } from '../../../app/theme.ts';
import { text } from '../../../i18n/text.ts';
import { AccountSelect } from '../../../ui/inputs/account-select.tsx';
import { CategorySelect } from '../../../ui/inputs/category-select.tsx';
import { ActiveFilters } from './active-filters.tsx';
import { DateFilter } from './date-filter.tsx';
import style from './filter-bar.module.css';
import { FilterMenu, insideMenu } from './filter-menu.tsx';
import { FilterSearch } from './filter-search.tsx';
import { type FilterChange, type FilterProps, type Filters, withFilter } from './filters.ts';

type Props = {
  readonly filters: Filters;
  readonly isDense: boolean;
  readonly setIsDense: (isDense: boolean) => void;
};

export function FilterBar({ filters, isDense, setIsDense }: Props) {
  const navigate = useNavigate();
  const set = (change: FilterChange) =>
    navigate({ to: '/transactions', search: withFilter(filters, change), replace: true, resetScroll: false });
  return (
    <Stack gap="sm">
      <div className={style['bar']}>
        <FilterSearch query={filters.text ?? ''} change={(query) => set({ text: query })} />
        <div className={style['menus']}>
          <Menus filters={filters} set={set} />
          <Switches filters={filters} set={set} />
          <ActionIcon
            variant="default"
            size="input-sm"
            visibleFrom="sm"
            aria-label={text('transactions.dense-rows')}
            title={text('transactions.dense-rows')}
            aria-pressed={isDense}
            onClick={() => setIsDense(!isDense)}
          >
            {isDense ? <IconBaselineDensityMedium {...icon} /> : <IconBaselineDensitySmall {...icon} />}
          </ActionIcon>
        </div>
      </div>
      <ActiveFilters filters={filters} set={set} />
    </Stack>
  );
}

const icon = { size: sizes.smallIcon, stroke: sizes.stroke };

const Menus = ({ filters, set }: FilterProps) => (
  <>
    {filters.account === undefined && (
      <FilterMenu label={text('transactions.account')}>
        <AccountSelect
          label={text('transactions.account')}
          value={filters.account ?? ''}
          onChange={(account) => set({ account })}
          comboboxProps={insideMenu}
        />
      </FilterMenu>
    )}
    <FilterMenu label={text('transactions.category')}>
      <CategorySelect
        label={text('transactions.category')}
        value={filters.category ?? ''}
        onChange={(category) => set({ category, uncategorised: undefined })}
        comboboxProps={insideMenu}
      />
    </FilterMenu>
    <FilterMenu label={text('transactions.dates')} icon={<IconCalendar size={sizes.smallIcon} stroke={sizes.stroke} />}>
      <DateFilter filters={filters} set={set} />
    </FilterMenu>
  </>
);

const Switches = ({ filters, set }: FilterProps) => (
  <>
    <Chip
      size="sm"
      variant="outline"
      checked={filters.uncategorised ?? false}
      onChange={(checked) => set({ uncategorised: checked || undefined, ...(checked && { category: undefined }) })}
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
  </>
);
