/** Creating or changing a budget: its name, the day its months begin, its lines. */
import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { useCategories } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { sizes } from '../../app/theme.ts';
import { firstDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { say } from '../../ui/feedback/toast.tsx';
import { FormDialog } from '../../ui/inputs/form-dialog.tsx';
import { BudgetLineFields } from './budget-line-fields.tsx';
import {
  type Draft,
  draftOf,
  isMonthly,
  LAST_START_DAY,
  type LineDraft,
  linesOf,
  monthsFrom,
  newLine,
} from './draft.ts';

const MOST_LINES = 100;

type Props = { readonly budget?: Budget; readonly close: (madeId?: string) => void };

export function BudgetDialog({ budget, close }: Props) {
  const { household, currency: base, locale, today } = useHome();
  const { tree } = useCategories();
  const currency = budget?.currencyCode ?? base;
  const [draft, setDraft] = useState<Draft>(() =>
    budget ? draftOf(budget, locale) : { name: text('budget.monthly-budget'), startDay: 1, lines: [newLine()] },
  );
  const [sure, setSure] = useState(false);
  const lines = linesOf(draft, currency, locale, (id) => tree.byId.get(id)?.name ?? '');
  const leave = (told: string, madeId?: string) => {
    close(madeId);
    say(told);
  };
  const create = useWrite(BudgetService.method.createBudget, 'budgets', {
    onSuccess: (answer) => leave(text('budget.budget-created'), answer.budget?.id),
  });
  const update = useWrite(BudgetService.method.updateBudget, 'budgets', {
    onSuccess: () => leave(text('budget.budget-saved')),
  });
  const remove = useWrite(BudgetService.method.deleteBudget, 'budgets', {
    onSuccess: () => leave(text('budget.budget-deleted')),
  });
  const setLine = (key: string, change: Partial<LineDraft>) =>
    setDraft((all) => ({ ...all, lines: all.lines.map((line) => (line.key === key ? { ...line, ...change } : line)) }));
  const monthly = !budget || isMonthly(budget);

  const send = () => {
    const wanted = { name: draft.name.trim(), lines: lines!, ...(monthly && { period: monthsFrom(draft.startDay) }) };
    if (budget) {
      const paths = ['name', 'lines', ...(monthly ? ['period'] : [])];
      update.mutate({ id: budget.id, budget: { ...wanted, etag: budget.etag }, updateMask: { paths } });
    } else {
      create.mutate({
        householdId: household.id,
        budget: { ...wanted, currencyCode: currency, startDate: firstDay(monthOf(today)) },
      });
    }
  };

  return (
    <FormDialog
      title={budget ? text('budget.edit-budget') : text('budget.new-budget')}
      opened
      wide
      close={() => close()}
      deed={budget ? text('budget.save-budget') : text('budget.create-budget')}
      submit={send}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error ?? remove.error ?? undefined}
      disabled={draft.name.trim() === '' || lines === undefined}
      extra={
        budget && (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={sizes.smallIcon} />}
            loading={remove.isPending}
            onClick={() => (sure ? remove.mutate({ id: budget.id, etag: budget.etag }) : setSure(true))}
          >
            {sure ? text('budget.delete-permanently') : text('budget.delete')}
          </Button>
        )
      }
    >
      <Group align="flex-start" grow>
        <TextInput
          label={text('budget.name')}
          data-autofocus
          maxLength={80}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <NumberInput
          label={text('budget.first-day-of-the-month')}
          min={1}
          max={LAST_START_DAY}
          clampBehavior="strict"
          disabled={!monthly}
          value={draft.startDay}
          onChange={(day) => setDraft({ ...draft, startDay: Number(day) || 1 })}
        />
      </Group>
      <Stack gap="md">
        {draft.lines.map((line, i) => (
          <BudgetLineFields
            key={line.key}
            line={line}
            number={i + 1}
            currency={currency}
            change={(change) => setLine(line.key, change)}
            remove={
              draft.lines.length > 1
                ? () => setDraft({ ...draft, lines: draft.lines.filter(({ key }) => key !== line.key) })
                : undefined
            }
          />
        ))}
      </Stack>
      <Group>
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={sizes.smallIcon} />}
          disabled={draft.lines.length >= MOST_LINES}
          onClick={() => setDraft({ ...draft, lines: [...draft.lines, newLine()] })}
        >
          {text('budget.add-a-line')}
        </Button>
      </Group>
    </FormDialog>
  );
}
