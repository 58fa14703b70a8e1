/** This month: money in, money out, what is left, each compared with the same days of last month. */
import { Text } from '@mantine/core';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type Range, useIncomeStatement } from '../../api/figures.ts';
import { type Exact, exactOf } from '../../i18n/amounts.ts';
import { addMonths, type Day, firstDay, formatDay, formatMonthName, lastDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './month-tile.module.css';

export function MonthTile() {
  const { today, locale } = useCurrentHousehold();
  const month = monthOf(today);
  const before = sameDaysOfLastMonth(today);
  const statement = useIncomeStatement({ from: firstDay(month), to: today });
  const { data: last } = useIncomeStatement(before);
  return (
    <Tile title={formatMonthName(month, locale)} to="/reports" search={{ report: 'income', range: 'this-month' }}>
      <Loaded query={statement}>
        {({ income, spending, net, unconverted }) => (
          <FitAmounts className={style['figures']}>
            <Figure label={text('overview.in')} of={income} last={last?.income} flow />
            <Figure label={text('overview.out')} of={spending} last={last?.spending} />
            <Figure label={text('overview.left')} of={net} last={last?.net} />
            <Text size="xs" c="dimmed">
              {text('overview.compared-with', {
                from: formatDay(before.from, locale, today),
                to: formatDay(before.to, locale, today),
              })}
            </Text>
            <Unconverted what="left" amounts={unconverted} />
          </FitAmounts>
        )}
      </Loaded>
    </Tile>
  );
}

/** From the first of last month to the day of today, or to its end when it is shorter. */
function sameDaysOfLastMonth(today: Day): Range {
  const month = addMonths(monthOf(today), -1);
  const sameDay = `${month}${today.slice(7)}`;
  return { from: firstDay(month), to: sameDay > lastDay(month) ? lastDay(month) : sameDay };
}

type FigureProps = {
  readonly label: string;
  readonly of: Exact | undefined;
  readonly last: Exact | undefined;
  readonly flow?: boolean;
};

function Figure({ label, of, last, flow = false }: FigureProps) {
  const { currency } = useCurrentHousehold();
  const amount = of ?? exactOf(currency, 0n);
  return (
    <div className={style['figure']}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <div className={style['amounts']}>
        <span className={style['large']}>
          <Amount of={amount} flow={flow} strong />
        </span>
        {last && <Difference of={amount} last={last} />}
      </div>
    </div>
  );
}

function Difference({ of, last }: { readonly of: Exact; readonly last: Exact }) {
  const change = of.minorUnits - last.minorUnits;
  return (
    <Text size="xs" c="dimmed">
      {change === 0n ? text('overview.as-last-month') : <Amount of={exactOf(of.currencyCode, change)} change muted />}
    </Text>
  );
}
