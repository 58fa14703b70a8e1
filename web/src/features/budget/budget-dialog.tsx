/** Creating or changing a budget: its name, the day on which its months start, its lines. */
import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { FormDialog } from '../../ui/inputs/form-dialog.tsx';
import { BudgetLineFields } from './budget-line-fields.tsx';
import { isMonthly, LAST_START_DAY, MAX_LINES, newLine } from './budget-values.ts';
import { type BudgetForm, type CloseBudget, useBudgetForm, useDeleteBudget } from './use-budget-form.ts';

export function BudgetDialog({ budget, close }: { readonly budget?: Budget; readonly close: CloseBudget }) {
  const { household } = useCurrentHousehold();
  const { form, send, busy, currency } = useBudgetForm(budget, close);
  return (
    <FormDialog
      title={budget ? text('budget.edit-budget') : text('budget.new-budget')}
      wide
      form={form}
      submit={send}
      submitLabel={budget ? text('budget.save-budget') : text('budget.create-budget')}
      draft={`budget:${budget?.id ?? household.id}`}
      busy={busy}
      close={() => close()}
      extra={budget && <DeleteButton form={form} budget={budget} close={close} />}
    >
      <BudgetFields form={form} isMonthly={!budget || isMonthly(budget)} />
      <Stack gap="md">
        {form.values.lines.map(({ key }, index) => (
          <BudgetLineFields key={key} form={form} index={index} currency={currency} />
        ))}
      </Stack>
      <AddLineButton form={form} />
    </FormDialog>
  );
}

const BudgetFields = ({ form, isMonthly }: { readonly form: BudgetForm; readonly isMonthly: boolean }) => (
  <Group align="flex-start" grow>
    <TextInput label={text('budget.name')} data-first-field maxLength={80} {...form.getInputProps('name')} />
    <NumberInput
      label={text('budget.first-day-of-the-month')}
      min={1}
      max={LAST_START_DAY}
      clampBehavior="strict"
      disabled={!isMonthly}
      {...form.getInputProps('startDay')}
    />
  </Group>
);

const AddLineButton = ({ form }: { readonly form: BudgetForm }) => (
  <Group>
    <Button
      variant="subtle"
      size="xs"
      leftSection={<IconPlus size={sizes.smallIcon} />}
      disabled={form.values.lines.length >= MAX_LINES}
      onClick={() => form.insertListItem('lines', newLine())}
    >
      {text('budget.add-a-line')}
    </Button>
  </Group>
);

type DeleteProps = { readonly form: BudgetForm; readonly budget: Budget; readonly close: CloseBudget };

/** Deletes at the second press. */
function DeleteButton({ form, budget, close }: DeleteProps) {
  const [isConfirming, setConfirming] = useState(false);
  const { remove, busy } = useDeleteBudget(form, budget, close);
  return (
    <Button
      variant="subtle"
      color="red"
      leftSection={<IconTrash size={sizes.smallIcon} />}
      loading={busy}
      onClick={() => (isConfirming ? remove() : setConfirming(true))}
    >
      {isConfirming ? text('budget.delete-permanently') : text('budget.delete')}
    </Button>
  );
}
