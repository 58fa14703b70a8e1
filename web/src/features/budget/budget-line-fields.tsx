/** The fields of one budget line; what was spent of late helps to find its limit. */
import { ActionIcon, Group, MultiSelect, Paper, Select, Stack, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { useSpending } from '../../api/figures.ts';
import { useCategories } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { exactOf, readAmount, writeAmount } from '../../i18n/amounts.ts';
import { addMonths, firstDay, lastDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { useCategoryChoices } from '../../ui/inputs/category-select.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import { type LineDraft, readPercents } from './draft.ts';

const MONTHS = 3n;

type Props = {
  readonly line: LineDraft;
  readonly number: number;
  readonly currency: string;
  readonly change: (change: Partial<LineDraft>) => void;
  readonly remove: (() => void) | undefined;
};

export function BudgetLineFields({ line, number, currency, change, remove }: Props) {
  const { locale } = useHome();
  const { tree } = useCategories();
  const choices = useCategoryChoices(CategoryKind.EXPENSE, line.categoryIds);
  const usual = useUsual(line.categoryIds, currency);
  const limit = readAmount(line.limit, currency, locale);
  const badLimit = line.limit !== '' && (limit === undefined || limit < 0n);
  return (
    <Paper withBorder p="md" radius="md" role="group" aria-label={text('budget.line-number', { number })}>
      <Stack gap="sm">
        <Group align="flex-start" wrap="nowrap">
          <MultiSelect
            label={text('budget.categories')}
            placeholder={line.categoryIds.length === 0 ? text('budget.groceries') : ''}
            description={text('budget.including-their-subcategories')}
            searchable
            hidePickedOptions
            nothingFoundMessage={text('budget.no-such-category')}
            data={choices}
            value={[...line.categoryIds]}
            onChange={(categoryIds) => change({ categoryIds })}
            flex={1}
          />
          {remove && (
            <ActionIcon
              variant="subtle"
              color="gray"
              onClick={remove}
              aria-label={text('budget.remove-line-number', { number })}
            >
              <IconTrash size={sizes.smallIcon} stroke={sizes.stroke} />
            </ActionIcon>
          )}
        </Group>
        <Group align="flex-start" grow>
          <MoneyField
            label={text('budget.monthly-limit')}
            description={
              usual === undefined
                ? text('budget.what-you-want-to-spend-at')
                : text('budget.recently-amount-a-month', { amount: writeAmount(exactOf(currency, usual), locale) })
            }
            currency={currency}
            value={line.limit}
            onChange={(text) => change({ limit: text })}
            error={badLimit && text('budget.enter-an-amount-of-zero-or')}
          />
          <TextInput
            label={text('budget.alert-at')}
            description={text('budget.percent-of-the-limit-such-as')}
            value={line.thresholds}
            onChange={(event) => change({ thresholds: event.currentTarget.value })}
            error={readPercents(line.thresholds) === undefined && text('budget.whole-percents-from-1-to-1000')}
          />
        </Group>
        <Group align="flex-start" grow>
          <TextInput
            label={text('budget.name')}
            placeholder={
              line.categoryIds.map((id) => tree.byId.get(id)?.name).join(', ') || text('budget.name-of-the-categories')
            }
            maxLength={80}
            value={line.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Select
            label={text('budget.rollover')}
            allowDeselect={false}
            data={[
              { value: String(Rollover.NONE), label: text('budget.none-every-month-starts-at-the') },
              { value: String(Rollover.SURPLUS), label: text('budget.carry-over-what-is-left') },
              { value: String(Rollover.ALL), label: text('budget.carry-over-what-is-left-and') },
            ]}
            value={String(line.rollover)}
            onChange={(value) => value && change({ rollover: Number(value) as Rollover })}
          />
        </Group>
      </Stack>
    </Paper>
  );
}

/** What these categories cost a month, over the last three whole ones; undefined when nothing did. */
function useUsual(categoryIds: readonly string[], currency: string): bigint | undefined {
  const { today, currency: base } = useHome();
  const { tree } = useCategories();
  const month = monthOf(today);
  const { data } = useSpending({
    from: firstDay(addMonths(month, -Number(MONTHS))),
    to: lastDay(addMonths(month, -1)),
  });
  if (currency !== base) return undefined;
  const covered = new Set(categoryIds.flatMap((id) => tree.subtreeOf(id).map((category) => category.id)));
  const rows = (data?.rows ?? []).filter(({ categoryId }) => covered.has(categoryId));
  const total = rows.reduce((sum, { amount }) => sum + (amount?.minorUnits ?? 0n), 0n);
  return total > 0n ? total / MONTHS : undefined;
}
