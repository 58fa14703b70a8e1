/** Reports: a sentence first, then the chart, then the table. */
import { Group, SegmentedControl, Select } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { text } from '../../i18n/text.ts';
import { Page } from '../../ui/layout/page.tsx';
import { IncomeReport } from './income-report.tsx';
import { NetWorthReport } from './net-worth-report.tsx';
import { rangeOf, ranges, readRange } from './ranges.ts';
import style from './report.module.css';
import { SpendingReport } from './spending-report.tsx';

const reports = [
  { value: 'income', label: 'reports.income-and-spending', usual: '12-months', show: IncomeReport },
  { value: 'spending', label: 'reports.spending', usual: 'this-month', show: SpendingReport },
  { value: 'net-worth', label: 'reports.net-worth', usual: '12-months', show: NetWorthReport },
] as const;

export function ReportsPage() {
  const { today } = useCurrentHousehold();
  const search = useSearch({ from: '/members/reports' });
  const navigate = useNavigate();
  const report = reports.find(({ value }) => value === search.report) ?? reports[0];
  const name = readRange(search.range, report.usual);
  const go = (change: { report?: string; range?: string }) =>
    navigate({ to: '/reports', search: { report: report.value, ...change }, replace: true });
  const Report = report.show;
  return (
    <Page title={text('reports.reports')}>
      <Group justify="space-between" gap="sm">
        <SegmentedControl
          aria-label={text('reports.report')}
          classNames={{ root: style['choice'] ?? '', label: style['choiceLabel'] ?? '' }}
          value={report.value}
          onChange={(value) => go({ report: value })}
          data={reports.map(({ value, label }) => ({ value, label: text(label) }))}
        />
        <Select
          aria-label={text('reports.range')}
          allowDeselect={false}
          data={ranges.map(({ value, label }) => ({ value, label: text(label) }))}
          value={name}
          onChange={(range) => range && go({ range })}
        />
      </Group>
      <Report name={name} range={rangeOf(name, today)} />
    </Page>
  );
}
