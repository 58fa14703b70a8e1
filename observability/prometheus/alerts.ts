/** Alerts on causes. Each has a section in docs/alerts.md and a dashboard. */
import { processes } from '#infra/topology.ts';

type Alert = {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: 'page' | 'ticket';
  readonly summary: string;
  readonly dashboard: string;
  readonly labels?: Readonly<Record<string, string>>;
};

/** What a counter counted within a window. A series that is new has no increase yet: all that it counts is new. */
const counted = (series: string, window: string): string =>
  `increase(${series}[${window}]) > 0 or (${series} unless ${series} offset ${window})`;

/** Processes that export metrics of their own. */
const observed: readonly string[] = processes.map(({ name }) => name).filter((name) => name !== 'web');

const gone = observed.map(
  (name): Alert => ({
    alert: 'ProcessGone',
    expr: `absent(process_memory_usage_bytes{job="melo-${name}"})`,
    for: '1m',
    severity: 'page',
    summary: `No instance of ${name} reports.`,
    dashboard: 'service',
    labels: { job: `melo-${name}` },
  }),
);

const ALERTS: readonly Alert[] = [
  ...gone,
  {
    alert: 'CollectorGone',
    expr: 'up{job="collector"} == 0',
    for: '1m',
    severity: 'page',
    summary: 'The Collector does not answer. Metrics, traces and logs are missing since then.',
    dashboard: 'overview',
  },
  {
    alert: 'ConsumerStalled',
    expr: '(max by (job, messaging_destination_name) (melo_consumer_lag)) > 0 unless on (job, messaging_destination_name) (sum by (job, messaging_destination_name) (increase(melo_consumer_events_total[2m])) > 0)',
    for: '2m',
    severity: 'page',
    summary: '{{ $labels.job }} applies no event of {{ $labels.messaging_destination_name }}, and {{ $value }} wait.',
    dashboard: 'events',
  },
  {
    alert: 'ConsumerLags',
    expr: 'max by (job, messaging_destination_name) (melo_consumer_lag) > 5000',
    for: '10m',
    severity: 'ticket',
    summary: '{{ $labels.job }} is {{ $value }} events behind on {{ $labels.messaging_destination_name }}.',
    dashboard: 'events',
  },
  {
    alert: 'OutboxStuck',
    expr: 'max by (job) (melo_outbox_age_seconds) > 60',
    for: '1m',
    severity: 'page',
    summary: '{{ $labels.job }} has not published its events for {{ $value | humanizeDuration }}.',
    dashboard: 'events',
  },
  {
    alert: 'EventsDeadLettered',
    expr: `sum by (job, messaging_destination_name) (${counted('melo_dead_letters_total', '10m')}) > 0`,
    for: '0m',
    severity: 'page',
    summary: '{{ $labels.job }} set aside events of {{ $labels.messaging_destination_name }}. Its figures lack them.',
    dashboard: 'events',
  },
  {
    alert: 'DependencyFails',
    expr: 'sum by (job) (rate(rpc_server_call_duration_seconds_count{rpc_response_status_code="Unavailable"}[2m])) > 0.2',
    for: '2m',
    severity: 'page',
    summary: '{{ $labels.job }} answers calls with UNAVAILABLE: its store or a service it calls does not answer.',
    dashboard: 'service',
  },
  {
    alert: 'CallsFail',
    expr: `sum by (job, rpc_method) (${counted('rpc_server_call_duration_seconds_count{rpc_response_status_code=~"Internal|Unknown|DataLoss"}', '5m')}) > 0`,
    for: '1m',
    severity: 'ticket',
    summary: 'Calls of {{ $labels.rpc_method }} fail by a fault of Melo.',
    dashboard: 'service',
  },
  {
    alert: 'EventLoopHeld',
    expr: 'max by (job) (nodejs_eventloop_delay_p99_seconds) > 0.2',
    for: '5m',
    severity: 'ticket',
    summary: 'The event loop of {{ $labels.job }} is held for {{ $value | humanizeDuration }}.',
    dashboard: 'service',
  },
  {
    alert: 'SignInsFlooded',
    expr: 'sum(rate(melo_security_events_total{melo_security_kind="sign_in",melo_security_outcome="failure"}[2m])) > 1',
    for: '1m',
    severity: 'page',
    summary: '{{ $value | humanize }} sign-ins a second fail.',
    dashboard: 'security',
  },
  {
    alert: 'MailsFail',
    expr: 'sum(rate(melo_mails_total{melo_mail_outcome="failure"}[5m])) > 0 unless sum(rate(melo_mails_total{melo_mail_outcome="success"}[5m])) > 0',
    for: '5m',
    severity: 'ticket',
    summary: 'No mail can be handed to the mail server. Mails wait in the queue.',
    dashboard: 'security',
  },
];

export const runbookSection = (alert: string): string => alert.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

export const annotated = <Rule extends { readonly alert: string; readonly annotations: object }>(
  rule: Rule,
  dashboard: string,
) => ({
  ...rule,
  annotations: {
    ...rule.annotations,
    runbook: `docs/alerts.md#${runbookSection(rule.alert)}`,
    dashboard: `/d/melo-${dashboard}`,
  },
});

export const causeAlerts = ALERTS.map(({ alert, expr, for: wait, severity, summary, dashboard, labels }) =>
  annotated({ alert, expr, for: wait, labels: { severity, ...labels }, annotations: { summary } }, dashboard),
);
