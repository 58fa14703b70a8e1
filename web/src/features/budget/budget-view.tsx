/** A budget in one period: the sums on top, then a line for each limit. */
import { Text } from '@mantine/core';
import type { Budget, BudgetStatus } from '#gen/melo/budgets/v1/budget_pb.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { Amount, Amounts } from '../../ui/layout/amount.tsx';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { BudgetLineRow } from './budget-line-row.tsx';
import style from './budget-view.module.css';
import { type LineView, lineViews, sumViews } from './line-view.ts';

type Props = { readonly budget: Budget; readonly status: BudgetStatus };

export function BudgetView({ budget, status }: Props) {
  const views = lineViews(budget, status);
  return (
    <>
      <Sums views={views} currency={budget.currencyCode} />
      <Tile flush>
        <FitAmounts className={style['lines']}>
          <div className={style['head']} aria-hidden>
            <span>{text('budget.line')}</span>
            <span />
            <span>{text('budget.budgeted')}</span>
            <span>{text('budget.spent')}</span>
            <span>{text('budget.left')}</span>
          </div>
          <ul className={style['list']} aria-label={text('budget.budget-lines')}>
            {views.map((view) => (
              <BudgetLineRow key={view.id} view={view} range={{ from: status.periodStart, to: status.periodEnd }} />
            ))}
          </ul>
        </FitAmounts>
      </Tile>
      {status.uncounted.length > 0 && (
        <Text size="sm" c="dimmed">
          {text('budget.not-counted-because-it-is-in')} <Amounts of={status.uncounted} />
        </Text>
      )}
    </>
  );
}

function Sums({ views, currency }: { readonly views: readonly LineView[]; readonly currency: string }) {
  const { available, spent, remaining } = sumViews(views);
  const isOver = remaining < 0n;
  return (
    <section aria-label={text('budget.sums-of-the-period')}>
      <FitAmounts className={style['sums']}>
        <Sum label={text('budget.budgeted')} currency={currency} units={available} />
        <Sum label={text('budget.spent')} currency={currency} units={spent} />
        <Sum
          label={isOver ? text('budget.over') : text('budget.left')}
          currency={currency}
          units={isOver ? -remaining : remaining}
          trouble={isOver}
        />
      </FitAmounts>
    </section>
  );
}

type SumProps = {
  readonly label: string;
  readonly currency: string;
  readonly units: bigint;
  readonly trouble?: boolean;
};

const Sum = ({ label, currency, units, trouble = false }: SumProps) => (
  <div className={style['sum']}>
    <Text size="sm" c="dimmed">
      {label}
    </Text>
    <Text className={style['figure']}>
      <Amount of={exactOf(currency, units)} strong trouble={trouble} />
    </Text>
  </div>
);
