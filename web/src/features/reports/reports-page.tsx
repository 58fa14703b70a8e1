/** Reports: a sentence first, then the chart, then the table. */
import { Group, SegmentedControl, Select } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useHome } from '../../api/current-household.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { IncomeReport } from './income-report.tsx';
import { NetWorthReport } from './net-worth-report.tsx';
import { rangeOf, ranges, readRange } from './ranges.ts';
import { SpendingReport } from './spending-report.tsx';

const reports = [
  { value: 'income', label: 'Income and spending', usual: '12-months', show: IncomeReport },
  { value: 'spending', label: 'Spending', usual: 'this-month', show: SpendingReport },
  { value: 'net-worth', label: 'Net worth', usual: '12-months', show: NetWorthReport },
] as const;

export function ReportsPage() {
  const { today } = useHome();
  const search = useSearch({ from: '/members/reports' });
  const navigate = useNavigate();
  const report = reports.find(({ value }) => value === search.report) ?? reports[0];
  const name = readRange(search.range, report.usual);
  const go = (change: { report?: string; range?: string }) =>
    navigate({ to: '/reports', search: { report: report.value, ...change }, replace: true });
  const Report = report.show;
  return (
    <Page title="Reports">
      <Group justify="space-between" gap="sm">
        <SegmentedControl
          aria-label="Report"
          value={report.value}
          onChange={(value) => go({ report: value })}
          data={reports.map(({ value, label }) => ({ value, label }))}
        />
        <Select
          aria-label="Range"
          allowDeselect={false}
          data={[...ranges]}
          value={name}
          onChange={(range) => range && go({ range })}
        />
      </Group>
      <Report name={name} range={rangeOf(name, today)} />
    </Page>
  );
}
