/** Budget lines of this period, the most used first. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Budget, BudgetStatus } from '#gen/melo/budgets/v1/budget_pb.ts';
import { useBudgets, useStatuses } from '../../api/figures.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { richText, text } from '../../i18n/text.ts';
import { Bar } from '../../ui/charts/bar.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { type LineView, lineViews } from '../budget/line-view.ts';
import style from './budgets-tile.module.css';

const MAX_LINES = 5;

export function BudgetsTile() {
  const query = useBudgets();
  return (
    <Tile title={text('overview.budgets')} to="/budget">
      <Loaded query={query}>
        {({ budgets }) => (budgets.length === 0 ? <NoBudgets /> : <MostUsedLines budgets={budgets} />)}
      </Loaded>
    </Tile>
  );
}

const NoBudgets = () => (
  <Stack gap="sm" align="flex-start">
    <Text size="sm" c="dimmed">
      {text('overview.set-monthly-limits-and-see-at')}
    </Text>
    <Button size="xs" variant="default" renderRoot={(props) => <Link to="/budget" {...props} />}>
      {text('overview.set-a-budget')}
    </Button>
  </Stack>
);

function MostUsedLines({ budgets }: { readonly budgets: readonly Budget[] }) {
  const query = useStatuses(budgets.map(({ id }) => id));
  return (
    <Loaded query={query}>
      {({ statuses }) => {
        const views = linesByUse(budgets, statuses);
        return (
          <FitAmounts className={style['lines']}>
            {views.slice(0, MAX_LINES).map((view) => (
              <BudgetLine key={view.id} view={view} />
            ))}
            {views.length > MAX_LINES && (
              <Text size="xs" c="dimmed">
                {text('overview.more-lines', { count: views.length - MAX_LINES })}
              </Text>
            )}
          </FitAmounts>
        );
      }}
    </Loaded>
  );
}

/** The lines of all budgets, the most used first. */
function linesByUse(budgets: readonly Budget[], statuses: readonly BudgetStatus[]): LineView[] {
  const statusOf = new Map(statuses.map((status) => [status.budgetId, status]));
  return budgets.flatMap((budget) => lineViews(budget, statusOf.get(budget.id))).sort((a, b) => b.percent - a.percent);
}

function BudgetLine({
  view: { name, currency, spent, available, remaining, percent, pace, tone },
}: {
  readonly view: LineView;
}) {
  return (
    <div>
      <Group justify="space-between" gap="xs" mb="xs">
        <Text size="sm" fw={500} truncate>
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {richText('overview.spent-of-available', {
            spent: <Amount of={exactOf(currency, spent)} />,
            available: <Amount of={exactOf(currency, available)} />,
          })}
        </Text>
      </Group>
      <Bar label={text('overview.name-used', { name })} percent={percent} pace={pace} tone={tone} />
      <Text size="xs" mt="xs" c="dimmed">
        {remaining < 0n
          ? richText('overview.amount-over', {
              amount: <Amount of={exactOf(currency, -remaining)} trouble />,
            })
          : richText('overview.amount-left', { amount: <Amount of={exactOf(currency, remaining)} /> })}
      </Text>
    </div>
  );
}
