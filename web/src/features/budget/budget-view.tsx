/** One budget in one period: the sums on top, then a line for each limit. */
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Budget, BudgetStatus } from '#gen/melo/budgets/v1/budget_pb.ts';
import { useCategories } from '../../api/lists.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { richText, text } from '../../i18n/text.ts';
import { Bar } from '../../ui/charts/bar.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './budget-view.module.css';
import { type LineView, lineViews, sumViews } from './line-view.ts';

export function BudgetView({ budget, status }: { readonly budget: Budget; readonly status: BudgetStatus }) {
  const views = lineViews(budget, status);
  const { available, spent, remaining } = sumViews(views);
  const currency = budget.currencyCode;
  const range = { from: status.periodStart, to: status.periodEnd };
  return (
    <>
      <section className={style['sums']} aria-label={text('budget.sums-of-the-period')}>
        <Sum label={text('budget.budgeted')} currency={currency} units={available} />
        <Sum label={text('budget.spent')} currency={currency} units={spent} />
        <Sum
          label={remaining < 0n ? text('budget.over') : text('budget.left')}
          currency={currency}
          units={remaining < 0n ? -remaining : remaining}
          trouble={remaining < 0n}
        />
      </section>
      <Tile flush>
        <div className={style['head']} aria-hidden>
          <span>{text('budget.line')}</span>
          <span />
          <span>{text('budget.budgeted')}</span>
          <span>{text('budget.spent')}</span>
          <span>{text('budget.left')}</span>
        </div>
        <ul className={style['list']} aria-label={text('budget.budget-lines')}>
          {views.map((view) => (
            <Line key={view.id} view={view} range={range} />
          ))}
        </ul>
      </Tile>
      {status.uncounted.length > 0 && (
        <Text size="sm" c="dimmed">
          {text('budget.not-counted-because-it-is-in')}{' '}
          {status.uncounted.map((money) => (
            <Amount key={money.currencyCode} of={money} />
          ))}
        </Text>
      )}
    </>
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

type LineProps = { readonly view: LineView; readonly range: { readonly from: string; readonly to: string } };

function Line({ view, range }: LineProps) {
  const { tree } = useCategories();
  const { name, currency, categoryIds, carried, available, spent, remaining, percent, pace, tone } = view;
  const names = categoryIds.map((id) => tree.byId.get(id)?.name ?? '…').join(', ');
  const [only] = categoryIds;
  return (
    <li className={style['line']}>
      <div className={style['name']}>
        {categoryIds.length === 1 && only ? (
          <Link to="/transactions" search={{ category: only, ...range }} className={style['link']}>
            {name}
          </Link>
        ) : (
          <span className={style['title']}>{name}</span>
        )}
        {names !== name && (
          <Text size="xs" c="dimmed" truncate>
            {names}
          </Text>
        )}
        {carried !== 0n && (
          <Text size="xs" c="dimmed">
            {richText('budget.carried-over', {
              amount: <Amount key="amount" of={exactOf(currency, carried)} change />,
            })}
          </Text>
        )}
      </div>
      <div className={style['bar']}>
        <Bar label={text('budget.name-used', { name })} percent={percent} pace={pace} tone={tone} />
        <Text size="xs" c="dimmed">
          {percent > 1000 ? text('budget.percent-used-over') : text('budget.percent-used', { percent })}
        </Text>
      </div>
      <span className={style['budgeted']}>
        <Amount of={exactOf(currency, available)} />
      </span>
      <span className={style['spent']}>
        <Amount of={exactOf(currency, spent)} />
      </span>
      <span className={style['left']}>
        <Amount of={exactOf(currency, remaining)} strong trouble={remaining < 0n} />
      </span>
    </li>
  );
}
