/** Income and spending, month by month. */
import { Box, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { GetIncomeStatementResponse } from '#gen/melo/reports/v1/report_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type Range, useIncomeStatement } from '../../api/figures.ts';
import { sizes } from '../../app/theme.ts';
import { type Exact, exactOf } from '../../i18n/amounts.ts';
import { richText } from '../../i18n/text.ts';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Unconverted } from '../../ui/feedback/unconverted.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { IncomeTable } from './income-table.tsx';
import { nameOfRange, type RangeName } from './ranges.ts';
import style from './report.module.css';

const IncomeChart = lazy(() => import('./income-chart.tsx').then(({ IncomeChart }) => ({ default: IncomeChart })));

type Props = { readonly name: RangeName; readonly range: Range };

export function IncomeReport({ name, range }: Props) {
  const query = useIncomeStatement(range);
  return (
    <Loaded query={query} waiting={<Skeleton height={sizes.tallChart} radius="lg" />}>
      {(statement) => (
        <>
          <IncomeSentence statement={statement} name={name} range={range} />
          <Unconverted what="left" amounts={statement.unconverted} />
          <Tile>
            <Suspense fallback={<Box h={sizes.tallChart} />}>
              <IncomeChart months={statement.months} />
            </Suspense>
          </Tile>
          <IncomeTable months={statement.months} range={range} />
        </>
      )}
    </Loaded>
  );
}

function IncomeSentence({ statement, name, range }: Props & { readonly statement: GetIncomeStatementResponse }) {
  const { locale, currency } = useCurrentHousehold();
  const zero = exactOf(currency, 0n);
  const { income = zero, spending = zero, net = zero } = statement;
  return (
    <Text className={style['sentence']}>
      {richText(net.minorUnits >= 0n ? 'reports.earned-and-left' : 'reports.earned-and-over', {
        range: nameOfRange(name, range, locale),
        income: <Amount of={income} strong />,
        spending: <Amount of={spending} strong />,
        difference: <Amount of={absolute(net)} strong />,
      })}
    </Text>
  );
}

const absolute = ({ currencyCode, minorUnits }: Exact): Exact =>
  exactOf(currencyCode, minorUnits < 0n ? -minorUnits : minorUnits);
