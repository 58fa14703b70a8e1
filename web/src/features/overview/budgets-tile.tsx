/** Budget lines of this period, the most used first. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useBudgets, useStatuses } from '../../api/figures.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { richText, text } from '../../i18n/text.ts';
import { Bar } from '../../ui/charts/bar.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { type LineView, lineViews } from '../budget/line-view.ts';

const SHOWN = 5;

export function BudgetsTile() {
  const budgets = useBudgets();
  const all = budgets.data?.budgets ?? [];
  const statuses = useStatuses(all.map(({ id }) => id));
  const empty = budgets.data !== undefined && all.length === 0;
  return (
    <Tile title={text('overview.budgets')} to="/budget">
      <Loaded query={budgets}>
        {() =>
          empty ? (
            <Stack gap="sm" align="flex-start">
              <Text size="sm" c="dimmed">
                {text('overview.set-monthly-limits-and-see-at')}
              </Text>
              <Button size="xs" variant="default" renderRoot={(props) => <Link to="/budget" {...props} />}>
                {text('overview.set-a-budget')}
              </Button>
            </Stack>
          ) : (
            <Loaded query={statuses}>
              {({ statuses: found }) => {
                const views = all.flatMap((budget) =>
                  lineViews(
                    budget,
                    found.find(({ budgetId }) => budgetId === budget.id),
                  ),
                );
                views.sort((a, b) => b.percent - a.percent);
                return (
                  <Stack gap="lg">
                    {views.slice(0, SHOWN).map((view) => (
                      <BudgetLine key={view.id} view={view} />
                    ))}
                    {views.length > SHOWN && (
                      <Text size="xs" c="dimmed">
                        {text('overview.more-lines', { count: views.length - SHOWN })}
                      </Text>
                    )}
                  </Stack>
                );
              }}
            </Loaded>
          )
        }
      </Loaded>
    </Tile>
  );
}

function BudgetLine({
  view: { name, currency, spent, available, remaining, percent, pace, tone },
}: {
  readonly view: LineView;
}) {
  return (
    <div>
      <Group justify="space-between" gap="sm" mb="xs" wrap="nowrap">
        <Text size="sm" fw={500} truncate>
          {name}
        </Text>
        <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          {richText('overview.spent-of-available', {
            spent: <Amount key="spent" of={exactOf(currency, spent)} />,
            available: <Amount key="available" of={exactOf(currency, available)} />,
          })}
        </Text>
      </Group>
      <Bar label={text('overview.name-used', { name })} percent={percent} pace={pace} tone={tone} />
      <Text size="xs" mt="xs" c="dimmed">
        {remaining < 0n
          ? richText('overview.amount-over', {
              amount: <Amount key="amount" of={exactOf(currency, -remaining)} trouble />,
            })
          : richText('overview.amount-left', { amount: <Amount key="amount" of={exactOf(currency, remaining)} /> })}
      </Text>
    </div>
  );
}
