/** One period of a budget at a time. */
import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Budget, BudgetStatus } from '#gen/melo/budgets/v1/budget_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useStatuses } from '../../api/figures.ts';
import { formatLongDay } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { BudgetView } from './budget-view.tsx';
import { PeriodBar } from './period-bar.tsx';

/** At first that of today. */
export function Periods({ budget }: { readonly budget: Budget }) {
  const { date = '' } = useSearch({ from: '/members/budget' });
  const navigate = useNavigate();
  const go = (day: string) =>
    void navigate({
      to: '/budget',
      search: ({ date: _, ...before }) => (day === '' ? before : { ...before, date: day }),
    });
  const query = useStatuses([budget.id], date);
  const status = query.data?.statuses.find(({ budgetId }) => budgetId === budget.id);
  return (
    <>
      {status && <PeriodBar status={status} go={go} isToday={date === ''} />}
      <Loaded query={query}>
        {() =>
          status && (isBefore(budget, status) ? <NotYet {...{ budget, go }} /> : <BudgetView {...{ budget, status }} />)
        }
      </Loaded>
    </>
  );
}

/** A budget has no past: its limits were not there before it starts. */
const isBefore = ({ startDate }: Budget, { periodEnd }: BudgetStatus): boolean =>
  startDate !== '' && periodEnd < startDate;

function NotYet({ budget: { startDate }, go }: { readonly budget: Budget; readonly go: (day: string) => void }) {
  const { locale } = useCurrentHousehold();
  return (
    <Empty
      title={text('budget.no-budget-yet')}
      text={text('budget.this-budget-starts-on', { date: formatLongDay(startDate, locale) })}
    >
      <Button variant="default" onClick={() => go(startDate)}>
        {text('budget.show-the-first-period')}
      </Button>
    </Empty>
  );
}
