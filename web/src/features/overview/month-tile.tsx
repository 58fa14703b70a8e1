/** This month: money in, money out, what is left, each against the same days of last month. */
import { Stack, Text } from '@mantine/core';
import { useHome } from '../../api/current-household.tsx';
import { useIncomeStatement } from '../../api/figures.ts';
import { type Exact, exactOf } from '../../i18n/amounts.ts';
import { addMonths, firstDay, formatDay, formatMonthName, lastDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './month-tile.module.css';

export function MonthTile() {
  const { today, locale, currency } = useHome();
  const month = monthOf(today);
  const before = addMonths(month, -1);
  const sameDay = `${before}${today.slice(7)}`;
  const until = sameDay > lastDay(before) ? lastDay(before) : sameDay;
  const now = useIncomeStatement({ from: firstDay(month), to: today });
  const then = useIncomeStatement({ from: firstDay(before), to: until });
  const figures = [
    { label: text('overview.in'), of: now.data?.income, last: then.data?.income, flow: true },
    { label: text('overview.out'), of: now.data?.spending, last: then.data?.spending, flow: false },
    { label: text('overview.left'), of: now.data?.net, last: then.data?.net, flow: false },
  ];
  const none = exactOf(currency, 0n);
  return (
    <Tile title={formatMonthName(month, locale)} to="/reports" search={{ report: 'income', range: 'this-month' }}>
      <Loaded query={now}>
        {({ unconverted }) => (
          <Stack gap="lg">
            {figures.map(({ label, of = none, last, flow }) => (
              <div key={label} className={style['figure']}>
                <Text size="sm" c="dimmed">
                  {label}
                </Text>
                <div className={style['amounts']}>
                  <span className={style['large']}>
                    <Amount of={of} flow={flow} strong />
                  </span>
                  {last && <Difference of={of} last={last} />}
                </div>
              </div>
            ))}
            <Text size="xs" c="dimmed">
              {text('overview.compared-with', {
                from: formatDay(firstDay(before), locale, today),
                to: formatDay(until, locale, today),
              })}
            </Text>
            <Unconverted what="left" amounts={unconverted} />
          </Stack>
        )}
      </Loaded>
    </Tile>
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
