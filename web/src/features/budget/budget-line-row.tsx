/** A budget line in one period: its name, how much of it is used, its figures. */
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import type { Range } from '../../api/figures.ts';
import { useCategories } from '../../api/lists.ts';
import { exactOf, writePercent } from '../../i18n/amounts.ts';
import { richText, text } from '../../i18n/text.ts';
import { Bar } from '../../ui/charts/bar.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import style from './budget-view.module.css';
import type { LineView } from './line-view.ts';

/** From here on, the percentage says nothing more. */
const MAX_PERCENT = 1000;

type Props = { readonly view: LineView; readonly range: Range };

export function BudgetLineRow({ view, range }: Props) {
  const { locale } = useCurrentHousehold();
  const { name, currency, available, spent, remaining, percent, pace, tone } = view;
  return (
    <li className={style['line']}>
      <LineName view={view} range={range} />
      <div className={style['bar']}>
        <Bar label={text('budget.name-used', { name })} percent={percent} pace={pace} tone={tone} />
        <Text size="xs" c="dimmed">
          {text(percent > MAX_PERCENT ? 'budget.percent-used-over' : 'budget.percent-used', {
            percent: writePercent(Math.min(percent, MAX_PERCENT), locale),
          })}
        </Text>
      </div>
      <span className={style['budgeted']}>
        {richText('budget.of-amount', { amount: <Amount of={exactOf(currency, available)} />, word })}
      </span>
      <span className={style['spent']}>
        {richText('budget.amount-spent', { amount: <Amount of={exactOf(currency, spent)} />, word })}
      </span>
      <span className={style['left']}>
        <Amount of={exactOf(currency, remaining)} strong trouble={remaining < 0n} />
      </span>
    </li>
  );
}

const word = (children: ReactNode) => <span className={style['word']}>{children}</span>;

/** The name links to the transactions of the line when it has a single category. */
function LineName({ view: { name, currency, categoryIds, carried }, range }: Props) {
  const { tree } = useCategories();
  const categoryNames = categoryIds.map((id) => tree.byId.get(id)?.name ?? '…').join(', ');
  const onlyCategory = categoryIds.length === 1 ? categoryIds[0] : undefined;
  return (
    <div className={style['name']}>
      {onlyCategory ? (
        <Link to="/transactions" search={{ category: onlyCategory, ...range }} className={style['link']}>
          {name}
        </Link>
      ) : (
        <span className={style['title']}>{name}</span>
      )}
      {categoryNames !== name && (
        <Text size="xs" c="dimmed" truncate>
          {categoryNames}
        </Text>
      )}
      {carried !== 0n && (
        <Text size="xs" c="dimmed">
          {richText('budget.carried-over', { amount: <Amount of={exactOf(currency, carried)} change /> })}
        </Text>
      )}
    </div>
  );
}
