/** What every dashboard is made of: a title, one sentence of meaning, a unit, thresholds, and queries. */
import * as dashboards from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { DataqueryBuilder as LokiQuery } from '@grafana/grafana-foundation-sdk/loki';
import { DataqueryBuilder as PrometheusQuery } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** IDs of the data sources, as in provisioning/datasources.yaml. */
const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' };
const LOKI = { type: 'loki', uid: 'loki' };
const WIDTH = 12;
const HEIGHT = 8;
/** Queries of a panel are named A, B and so on. */
const CODE_OF_A = 65;

export type Unit = 's' | 'short' | 'reqps' | 'percentunit' | 'bytes' | 'cps';

export type Panel = {
  readonly title: string;
  readonly description: string;
  readonly unit: Unit;
  /** Queries with the legend of their series. */
  readonly queries: readonly (readonly [expr: string, legend: string])[];
  /** Values from which on the graph is yellow and red. */
  readonly thresholds: readonly [warning: number, critical: number];
};

export type Logs = { readonly title: string; readonly description: string; readonly expr: string };

export type Dashboard = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Whether it shows one process, which the reader chooses. */
  readonly byProcess?: boolean;
  readonly panels: readonly Panel[];
  readonly logs?: readonly Logs[];
};

export function build({
  id,
  title,
  description,
  byProcess = false,
  panels,
  logs = [],
}: Dashboard): dashboards.Dashboard {
  const builder = new dashboards.DashboardBuilder(`Melo: ${title}`)
    .uid(`melo-${id}`)
    .description(description)
    .tags(['melo'])
    .refresh('15s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .tooltip(dashboards.DashboardCursorSync.Crosshair)
    .link(new dashboards.DashboardLinkBuilder('Melo').type(dashboards.DashboardLinkType.Dashboards).tags(['melo']));
  if (byProcess) builder.withVariable(processVariable());
  for (const panel of panels) builder.withPanel(timeseries(panel));
  for (const one of logs) builder.withPanel(logsPanel(one));
  return builder.build();
}

const processVariable = () =>
  new dashboards.QueryVariableBuilder('job')
    .label('Process')
    .datasource(PROMETHEUS)
    .query('label_values(process_memory_usage_bytes, job)')
    .refresh(dashboards.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboards.VariableSort.AlphabeticalAsc);

function timeseries({ title, description, unit, queries, thresholds: [warning, critical] }: Panel) {
  const panel = new TimeseriesBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(PROMETHEUS)
    .height(HEIGHT)
    .span(WIDTH)
    .min(0)
    .thresholds(
      new dashboards.ThresholdsConfigBuilder().mode(dashboards.ThresholdsMode.Absolute).steps([
        { value: null, color: 'green' },
        { value: warning, color: 'yellow' },
        { value: critical, color: 'red' },
      ]),
    );
  for (const [i, [expr, legend]] of queries.entries())
    panel.withTarget(
      new PrometheusQuery()
        .refId(String.fromCharCode(CODE_OF_A + i))
        .expr(expr)
        .legendFormat(legend)
        .exemplar(expr.includes('_bucket')),
    );
  return panel;
}

const logsPanel = ({ title, description, expr }: Logs) =>
  new LogsBuilder()
    .title(title)
    .description(description)
    .datasource(LOKI)
    .height(HEIGHT)
    .span(2 * WIDTH)
    .wrapLogMessage(true)
    .withTarget(new LokiQuery().expr(expr));
