/** Net worth over time. The library of charts is larger than the rest of a page, which does not wait for it. */
import { Box } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { sizes } from '../../app/theme.ts';
import type { LineChartProps } from './line-chart.tsx';

const LineChart = lazy(() => import('./line-chart.tsx').then(({ LineChart }) => ({ default: LineChart })));

export const NetWorthChart = (props: LineChartProps) => (
  <Suspense fallback={<Box h={props.tall ? sizes.tallChart : sizes.chart} />}>
    <LineChart {...props} />
  </Suspense>
);
