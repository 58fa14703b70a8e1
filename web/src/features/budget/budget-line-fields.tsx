/** The fields of one budget line. Recent spending is shown as a hint for its limit. */
import { ActionIcon, Group, MultiSelect, Paper, Select, Stack, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useCategories } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { exactOf, writeAmount } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { useCategoryChoices } from '../../ui/inputs/category-select.tsx';
import { FieldRow } from '../../ui/inputs/field-row.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import type { BudgetForm } from './use-budget-form.ts';
import { useUsualSpending } from './use-usual-spending.ts';

type LineProps = { readonly form: BudgetForm; readonly index: number };

export function BudgetLineFields({ form, index, currency }: LineProps & { readonly currency: string }) {
  return (
    <Paper withBorder p="md" radius="md" role="group" aria-label={text('budget.line-number', { number: index + 1 })}>
      <Stack gap="sm">
        <Group align="flex-start" wrap="nowrap">
          <CategoriesField form={form} index={index} />
          {form.values.lines.length > 1 && <RemoveButton form={form} index={index} />}
        </Group>
        <Group align="flex-start" grow>
          <LimitField form={form} index={index} currency={currency} />
          <TextInput
            label={text('budget.alert-at')}
            description={text('budget.percent-of-the-limit-such-as')}
            {...form.getInputProps(`lines.${index}.thresholdPercents`)}
          />
        </Group>
        <FieldRow>
          <LineNameField form={form} index={index} />
          <RolloverField form={form} index={index} />
        </FieldRow>
      </Stack>
    </Paper>
  );
}

const categoryIdsOf = ({ form, index }: LineProps): string[] => form.values.lines[index]!.categoryIds;

function CategoriesField({ form, index }: LineProps) {
  const categoryIds = categoryIdsOf({ form, index });
  const choices = useCategoryChoices(CategoryKind.EXPENSE, categoryIds);
  return (
    <MultiSelect
      label={text('budget.categories')}
      placeholder={categoryIds.length === 0 ? text('budget.choose-categories') : ''}
      description={text('budget.including-their-subcategories')}
      searchable
      hidePickedOptions
      nothingFoundMessage={text('budget.no-such-category')}
      data={choices}
      flex={1}
      {...form.getInputProps(`lines.${index}.categoryIds`)}
    />
  );
}

const RemoveButton = ({ form, index }: LineProps) => (
  <ActionIcon
    variant="subtle"
    color="gray"
    onClick={() => form.removeListItem('lines', index)}
    aria-label={text('budget.remove-line-number', { number: index + 1 })}
  >
    <IconTrash size={sizes.smallIcon} stroke={sizes.stroke} />
  </ActionIcon>
);

function LimitField({ form, index, currency }: LineProps & { readonly currency: string }) {
  const { locale } = useCurrentHousehold();
  const usual = useUsualSpending(categoryIdsOf({ form, index }), currency);
  return (
    <MoneyField
      label={text('budget.monthly-limit')}
      description={
        usual === undefined
          ? text('budget.what-you-want-to-spend-at')
          : text('budget.recently-amount-a-month', { amount: writeAmount(exactOf(currency, usual), locale) })
      }
      currency={currency}
      {...form.getInputProps(`lines.${index}.limit`)}
    />
  );
}

/** Shows the name that the line takes when none is typed. */
function LineNameField({ form, index }: LineProps) {
  const { tree } = useCategories();
  const names = categoryIdsOf({ form, index }).map((id) => tree.byId.get(id)?.name);
  return (
    <TextInput
      label={text('budget.name')}
      placeholder={names.join(', ') || text('budget.name-of-the-categories')}
      maxLength={80}
      {...form.getInputProps(`lines.${index}.name`)}
    />
  );
}

const RolloverField = ({ form, index }: LineProps) => (
  <Select
    label={text('budget.rollover')}
    allowDeselect={false}
    data={[
      { value: String(Rollover.NONE), label: text('budget.none-every-month-starts-at-the') },
      { value: String(Rollover.SURPLUS), label: text('budget.carry-over-what-is-left') },
      { value: String(Rollover.ALL), label: text('budget.carry-over-what-is-left-and') },
    ]}
    {...form.getInputProps(`lines.${index}.rollover`)}
  />
);
