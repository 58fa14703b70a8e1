/** The budget: how much each line may cost in the period, what is spent, what is left. */
import { ActionIcon, Button, Group, Select, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPencil, IconPlus, IconTargetArrow } from '@tabler/icons-react';
import { useState } from 'react';
import type { Budget, BudgetStatus } from '#gen/melo/budgets/v1/budget_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { useBudgets, useStatuses } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { addDays, formatDay, formatMonth, lastDay, monthOf } from '../../i18n/dates.ts';
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
      title={budget?.name ?? 'Budget'}
      actions={
        budget && (
          <>
            {budgets.length > 1 && (
              <Select
                aria-label="Budget"
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
                  Edit budget
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPlus size={sizes.smallIcon} />}
                  onClick={() => setDialog({})}
                >
                  New budget
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
              title="How much may a month cost?"
              text="Set a limit for groceries or whatever you want to watch. Melo shows how it goes and tells you when 80 % are spent."
            >
              {canEdit && <Button onClick={() => setDialog({})}>Create a budget</Button>}
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
        <ActionIcon variant="default" aria-label="Previous period" onClick={() => go(addDays(periodStart, -1))}>
          <IconChevronLeft size={sizes.smallIcon} />
        </ActionIcon>
        <Text fw={500} px="sm" role="status">
          {name}
        </Text>
        <ActionIcon variant="default" aria-label="Next period" onClick={() => go(addDays(periodEnd, 1))}>
          <IconChevronRight size={sizes.smallIcon} />
        </ActionIcon>
        {!today && (
          <Button size="compact-sm" variant="subtle" onClick={() => go('')}>
            Today
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {daysLeft === 0 ? 'This period is over' : daysLeft === 1 ? 'Today is the last day' : `${daysLeft} days left`}
      </Text>
    </Group>
  );
}
