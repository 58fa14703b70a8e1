/** The budget: how much each line may cost in the period, what is spent, what is left. */
import { ActionIcon, Button, Group, Select, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPencil, IconPlus, IconTargetArrow } from '@tabler/icons-react';
import { useState } from 'react';
import type { Budget, BudgetStatus } from '#gen/melo/budgets/v1/budget_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { useBudgets, useStatuses } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { addDays, formatDay, formatMonth, lastDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Empty, Loaded } from '../../ui/feedback/states.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { BudgetDialog } from './budget-dialog.tsx';
import { BudgetView } from './budget-view.tsx';

export function BudgetPage() {
  const { canEdit } = useHome();
  const query = useBudgets();
  const budgets = query.data?.budgets ?? [];
  const [chosen, setChosen] = useState('');
  const [date, setDate] = useState('');
  const [dialog, setDialog] = useState<{ budget?: Budget }>();
  const budget = budgets.find(({ id }) => id === chosen) ?? budgets[0];
  const statuses = useStatuses(budget ? [budget.id] : [], date);
  const status = statuses.data?.statuses.find(({ budgetId }) => budgetId === budget?.id);

  return (
    <Page
      title={budget?.name ?? text('budget.budget')}
      actions={
        budget && (
          <>
            {budgets.length > 1 && (
              <Select
                aria-label={text('budget.budget')}
                size="xs"
                allowDeselect={false}
                data={budgets.map(({ id, name }) => ({ value: id, label: name }))}
                value={budget.id}
                onChange={(id) => setChosen(id ?? '')}
              />
            )}
            {canEdit && (
              <>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPencil size={sizes.smallIcon} />}
                  onClick={() => setDialog({ budget })}
                >
                  {text('budget.edit-budget')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPlus size={sizes.smallIcon} />}
                  onClick={() => setDialog({})}
                >
                  {text('budget.new-budget')}
                </Button>
              </>
            )}
          </>
        )
      }
    >
      <Loaded query={query}>
        {() =>
          budget ? (
            <>
              {status && <PeriodBar status={status} go={setDate} today={date === ''} />}
              <Loaded query={statuses}>{() => status && <BudgetView budget={budget} status={status} />}</Loaded>
            </>
          ) : (
            <Empty
              icon={<IconTargetArrow size={sizes.largeIcon} stroke={sizes.stroke} />}
              title={text('budget.how-much-do-you-want-to')}
              text={text('budget.set-a-limit-for-groceries-or')}
            >
              {canEdit && <Button onClick={() => setDialog({})}>{text('budget.create-a-budget')}</Button>}
            </Empty>
          )
        }
      </Loaded>
      {dialog && (
        <BudgetDialog
          {...dialog}
          close={(made) => {
            setDialog(undefined);
            if (made) setChosen(made);
          }}
        />
      )}
    </Page>
  );
}

type PeriodProps = { readonly status: BudgetStatus; readonly go: (date: string) => void; readonly today: boolean };

function PeriodBar({ status: { periodStart, periodEnd, daysLeft }, go, today }: PeriodProps) {
  const { locale, today: now } = useHome();
  const month = monthOf(periodStart);
  const wholeMonth = periodStart.endsWith('-01') && periodEnd === lastDay(month);
  const name = wholeMonth
    ? formatMonth(month, locale)
    : `${formatDay(periodStart, locale, now)} – ${formatDay(periodEnd, locale, now)}`;
  return (
    <Group justify="space-between">
      <Group gap="xs">
        <ActionIcon
          variant="default"
          aria-label={text('budget.previous-period')}
          onClick={() => go(addDays(periodStart, -1))}
        >
          <IconChevronLeft size={sizes.smallIcon} />
        </ActionIcon>
        <Text fw={500} px="sm" role="status">
          {name}
        </Text>
        <ActionIcon variant="default" aria-label={text('budget.next-period')} onClick={() => go(addDays(periodEnd, 1))}>
          <IconChevronRight size={sizes.smallIcon} />
        </ActionIcon>
        {!today && (
          <Button size="compact-sm" variant="subtle" onClick={() => go('')}>
            {text('budget.today')}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {daysLeft === 0
          ? text('budget.this-period-is-over')
          : daysLeft === 1
            ? text('budget.today-is-the-last-day')
            : text('budget.daysleft', { daysLeft })}
      </Text>
    </Group>
  );
}
