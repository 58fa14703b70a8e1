/** The dashboards, in the order in which a person on call reads them. */
import { FAULTS, SLOS } from '../prometheus/slos.ts';
import type { Dashboard } from './panels.ts';

const CALLS = 'rpc_server_call_duration_seconds';

/** What a series counts a second, by a label. */
const perSecond = (series: string, by: string): string => `sum by (${by}) (rate(${series}[$__rate_interval]))`;
const quantile = (share: number, metric: string, of: string, by: string): string =>
  `histogram_quantile(${share}, sum by (le, ${by}) (rate(${metric}_bucket{${of}}[$__rate_interval])))`;

const calls = perSecond(`${CALLS}_count`, 'job');
const faults = perSecond(`${CALLS}_count{rpc_response_status_code=~"${FAULTS}"}`, 'job');

const overview: Dashboard = {
  id: 'overview',
  title: 'Overview',
  description: 'Rate, errors and duration of every process. Start here.',
  panels: [
    {
      title: 'Calls',
      description: 'Calls a second that each process answers.',
      unit: 'reqps',
      queries: [[calls, '{{job}}']],
      thresholds: [500, 1_000],
    },
    {
      title: 'Failed calls',
      description: 'Share of calls that fail by a fault of Melo.',
      unit: 'percentunit',
      queries: [[`(${faults} or 0 * ${calls}) / (${calls} > 0)`, '{{job}}']],
      thresholds: [0.001, 0.01],
    },
    {
      title: 'Duration, 99th percentile',
      description: 'Time in which 99 of 100 calls are answered.',
      unit: 's',
      queries: [[quantile(0.99, CALLS, '', 'job'), '{{job}}']],
      thresholds: [0.25, 1],
    },
    {
      title: 'GraphQL',
      description: 'Time in which half and 99 of 100 requests to the gateway are answered.',
      unit: 's',
      queries: [
        [quantile(0.5, 'graphql_server_request_duration_seconds', '', 'job'), 'half'],
        [quantile(0.99, 'graphql_server_request_duration_seconds', '', 'job'), '99 %'],
      ],
      thresholds: [0.5, 1],
    },
    {
      title: 'Events that wait',
      description: 'Events that consumers have not applied yet, by process.',
      unit: 'short',
      queries: [['sum by (job) (max by (job, messaging_destination_name) (melo_consumer_lag))', '{{job}}']],
      thresholds: [100, 5_000],
    },
    {
      title: 'Memory',
      description: 'Resident memory of each process.',
      unit: 'bytes',
      queries: [['max by (job) (process_memory_usage_bytes)', '{{job}}']],
      thresholds: [400e6, 700e6],
    },
  ],
  logs: [
    {
      title: 'Errors',
      description: 'Lines of all processes with level error or fatal.',
      expr: '{service_name=~"melo-.+"} | severity_text=~"error|fatal"',
    },
  ],
};

const service: Dashboard = {
  id: 'service',
  title: 'Service',
  description: 'One process: its methods, its event loop and its memory.',
  byProcess: true,
  panels: [
    {
      title: 'Calls by method',
      description: 'Calls a second.',
      unit: 'reqps',
      queries: [[perSecond(`${CALLS}_count{job="$job"}`, 'rpc_method'), '{{rpc_method}}']],
      thresholds: [200, 500],
    },
    {
      title: 'Calls by status',
      description: 'Calls a second by status. `ok` is success; other codes are answers to mistakes, or faults.',
      unit: 'reqps',
      queries: [[perSecond(`${CALLS}_count{job="$job"}`, 'rpc_response_status_code'), '{{rpc_response_status_code}}']],
      thresholds: [200, 500],
    },
    {
      title: 'Duration by method, 99th percentile',
      description: 'Time in which 99 of 100 calls are answered.',
      unit: 's',
      queries: [[quantile(0.99, CALLS, 'job="$job"', 'rpc_method'), '{{rpc_method}}']],
      thresholds: [0.25, 1],
    },
    {
      title: 'Event loop',
      description: 'Delay of the event loop that 99 % of turns stay below.',
      unit: 's',
      queries: [['max by (instance) (nodejs_eventloop_delay_p99_seconds{job="$job"})', '{{instance}}']],
      thresholds: [0.05, 0.2],
    },
    {
      title: 'Event loop, utilisation',
      description: 'Share of time in which the event loop was busy.',
      unit: 'percentunit',
      queries: [['max by (instance) (nodejs_eventloop_utilization_ratio{job="$job"})', '{{instance}}']],
      thresholds: [0.7, 0.9],
    },
    {
      title: 'Heap',
      description: 'Heap in use.',
      unit: 'bytes',
      queries: [['max by (instance) (v8js_memory_heap_used_bytes{job="$job"})', '{{instance}}']],
      thresholds: [180e6, 230e6],
    },
  ],
  logs: [{ title: 'Logs', description: 'All lines of the process.', expr: '{service_name="$job"}' }],
};

const events: Dashboard = {
  id: 'events',
  title: 'Events',
  description: 'From the outbox through Kafka into consumers.',
  panels: [
    {
      title: 'Age of the outbox',
      description: 'Time since each outbox was last found empty. It grows when events cannot be published.',
      unit: 's',
      queries: [['max by (job) (melo_outbox_age_seconds)', '{{job}}']],
      thresholds: [10, 60],
    },
    {
      title: 'Published',
      description: 'Events a second that Kafka has acknowledged, by topic.',
      unit: 'cps',
      queries: [
        [perSecond('melo_outbox_published_total', 'messaging_destination_name'), '{{messaging_destination_name}}'],
      ],
      thresholds: [500, 1_000],
    },
    {
      title: 'Events that wait',
      description: 'Events that a process has not applied yet, by topic.',
      unit: 'short',
      queries: [
        ['max by (job, messaging_destination_name) (melo_consumer_lag)', '{{job}} {{messaging_destination_name}}'],
      ],
      thresholds: [100, 5_000],
    },
    {
      title: 'Delay, 99th percentile',
      description: 'Time from the publication of an event until it is applied.',
      unit: 's',
      queries: [[quantile(0.99, 'melo_consumer_delay_seconds', '', 'job'), '{{job}}']],
      thresholds: [1, 5],
    },
    {
      title: 'Duration of a batch, 99th percentile',
      description: 'Time to apply one batch of events with its checkpoint.',
      unit: 's',
      queries: [[quantile(0.99, 'messaging_process_duration_seconds', '', 'job'), '{{job}}']],
      thresholds: [0.25, 1],
    },
    {
      title: 'Applied',
      description: 'Events a second that each process applies.',
      unit: 'cps',
      queries: [[perSecond('melo_consumer_events_total', 'job'), '{{job}}']],
      thresholds: [500, 1_000],
    },
  ],
  logs: [
    {
      title: 'Dead letters and failures',
      description: 'Events that cannot be applied or published, with their causes.',
      expr: '{service_name=~"melo-.+"} | event=~"event_dead_lettered|batch_failed|relay_failed"',
    },
  ],
};

const security: Dashboard = {
  id: 'security',
  title: 'Identity and security',
  description: 'Sign-ins, denials and mails.',
  panels: [
    {
      title: 'Security events',
      description: 'Events of the security log a second, by kind and outcome.',
      unit: 'cps',
      queries: [
        [
          perSecond('melo_security_events_total', 'melo_security_kind, melo_security_outcome'),
          '{{melo_security_kind}} {{melo_security_outcome}}',
        ],
      ],
      thresholds: [1, 10],
    },
    {
      title: 'Mails',
      description: 'Attempts to hand a mail to the mail server, by outcome.',
      unit: 'cps',
      queries: [[perSecond('melo_mails_total', 'melo_mail_outcome'), '{{melo_mail_outcome}}']],
      thresholds: [10, 50],
    },
  ],
  logs: [
    {
      title: 'Security log',
      description: 'Who signed in or failed to, was locked out, changed a password, was denied. It names no person.',
      expr: '{service_name=~"melo-.+"} | event="security_event"',
    },
  ],
};

const slos: Dashboard = {
  id: 'slos',
  title: 'Objectives',
  description: 'Error ratio of each objective against its error budget.',
  panels: SLOS.map(({ name, description, objective }) => ({
    title: name,
    description: `${description} Objective: ${(objective * 100).toFixed(1)} % over 30 days.`,
    unit: 'percentunit',
    queries: [
      [`slo:errors:ratio_rate5m{slo="${name}"}`, '5 minutes'],
      [`slo:errors:ratio_rate1h{slo="${name}"}`, '1 hour'],
    ],
    thresholds: [1 - objective, 14.4 * (1 - objective)],
  })),
};

export const DASHBOARDS: readonly Dashboard[] = [overview, service, events, security, slos];
