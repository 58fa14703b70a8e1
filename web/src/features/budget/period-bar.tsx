/** The period that is shown, and the way to others. */
import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { BudgetStatus } from '#gen/melo/budgets/v1/budget_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { addDays, formatDay, formatMonth, lastDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';

type Props = {
  readonly status: BudgetStatus;
  /** Shows the period of a day; that of today for ''. */
  readonly go: (date: string) => void;
  readonly isToday: boolean;
};

export function PeriodBar({ status, go, isToday }: Props) {
  const { periodStart, periodEnd, daysLeft } = status;
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
        <PeriodName status={status} />
        <ActionIcon variant="default" aria-label={text('budget.next-period')} onClick={() => go(addDays(periodEnd, 1))}>
          <IconChevronRight size={sizes.smallIcon} />
        </ActionIcon>
        {!isToday && (
          <Button size="compact-sm" variant="subtle" onClick={() => go('')}>
            {text('budget.today')}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {daysLeftText(daysLeft)}
      </Text>
    </Group>
  );
}

/** A whole month by its name, another period by its days. */
function PeriodName({ status: { periodStart, periodEnd } }: Pick<Props, 'status'>) {
  const { locale, today } = useCurrentHousehold();
  const month = monthOf(periodStart);
  const isWholeMonth = periodStart.endsWith('-01') && periodEnd === lastDay(month);
  return (
    <Text fw={500} px="sm" role="status">
      {isWholeMonth
        ? formatMonth(month, locale)
        : `${formatDay(periodStart, locale, today)} – ${formatDay(periodEnd, locale, today)}`}
    </Text>
  );
}

function daysLeftText(daysLeft: number): string {
  if (daysLeft === 0) return text('budget.this-period-is-over');
  return daysLeft === 1 ? text('budget.today-is-the-last-day') : text('budget.daysleft', { daysLeft });
}
