/** Service level objectives: what users rely on, and the rules that tell when the error budget burns too fast. */

import { topics } from '#infra/topology.ts';

/** Codes that are Melo's fault; others are answers to a caller's mistake. */
export const FAULTS = 'Internal|Unknown|Unavailable|DataLoss|DeadlineExceeded';

/** Matches the bucket up to `seconds`. OpenMetrics writes whole numbers with a fraction, 1.0; older expositions write 1. */
const within = (seconds: number): string => `le=~"${String(seconds).replace('.', '\\\\.')}(\\\\.0)?"`;

/** The share of good events, by the window of the rate. */
type Indicator = (window: string) => { readonly good: string; readonly total: string };

export type Slo = {
  readonly name: string;
  readonly description: string;
  /** Share of events that must be good over 30 days. */
  readonly objective: number;
  readonly indicator: Indicator;
};

/** Calls of a method that succeed, or fail by the caller's own fault, within `seconds`: one of the histogram's bounds. */
const calls =
  (method: string, seconds: number): Indicator =>
  (window) => {
    const of = `rpc_method="${method}"`;
    const answered = `${of},rpc_response_status_code!~"${FAULTS}",${within(seconds)}`;
    return {
      good: `sum(rate(rpc_server_call_duration_seconds_bucket{${answered}}[${window}]))`,
      total: `sum(rate(rpc_server_call_duration_seconds_count{${of}}[${window}]))`,
    };
  };

/** Events that a process applies within `seconds` of their publication. */
const applied =
  (process: string, topic: string, seconds: number): Indicator =>
  (window) => {
    const of = `job="melo-${process}",messaging_destination_name="${topic}"`;
    return {
      good: `sum(rate(melo_consumer_delay_seconds_bucket{${of},${within(seconds)}}[${window}]))`,
      total: `sum(rate(melo_consumer_delay_seconds_count{${of}}[${window}]))`,
    };
  };

const graphql: Indicator = (window) => ({
  good: `sum(rate(graphql_server_request_duration_seconds_bucket{http_response_status_code!~"5..",${within(1)}}[${window}]))`,
  total: `sum(rate(graphql_server_request_duration_seconds_count[${window}]))`,
});

export const SLOS: readonly Slo[] = [
  {
    name: 'sign-in',
    description: 'A sign-in is answered within 1 s.',
    objective: 0.999,
    indicator: calls('melo.users.v1.AuthService/SignIn', 1),
  },
  {
    name: 'list',
    description: 'A page of transactions is answered within 250 ms.',
    objective: 0.999,
    indicator: calls('melo.transactions.v1.TransactionService/ListTransactions', 0.25),
  },
  {
    name: 'create',
    description: 'A transaction is created within 250 ms.',
    objective: 0.999,
    indicator: calls('melo.transactions.v1.TransactionService/CreateTransaction', 0.25),
  },
  {
    name: 'import',
    description: 'A file is read for a preview within 5 s.',
    objective: 0.99,
    indicator: calls('melo.transactions.v1.ImportService/PreviewImport', 5),
  },
  { name: 'graphql', description: 'A GraphQL request is answered within 1 s.', objective: 0.999, indicator: graphql },
  {
    name: 'alert',
    description: 'A budget alert reaches notifications within 5 s of its publication.',
    objective: 0.999,
    indicator: applied('notifications', topics.budget, 5),
  },
];

/** Windows of the rates that alerts look at. */
const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

/** Long and short window, and the burn rate in both at which an alert fires: the SRE workbook's table for 30 days. */
const BURNS = [
  { severity: 'page', long: '1h', short: '5m', rate: 14.4, wait: '2m' },
  { severity: 'page', long: '6h', short: '30m', rate: 6, wait: '15m' },
  { severity: 'ticket', long: '1d', short: '2h', rate: 3, wait: '1h' },
  { severity: 'ticket', long: '3d', short: '6h', rate: 1, wait: '3h' },
] as const;

const errorRatio = (name: string, window: string): string => `slo:errors:ratio_rate${window}{slo="${name}"}`;

export const sloRules = SLOS.flatMap(({ name, indicator }) =>
  WINDOWS.map((window) => {
    const { good, total } = indicator(window);
    return { record: `slo:errors:ratio_rate${window}`, labels: { slo: name }, expr: `1 - ${good} / (${total} > 0)` };
  }),
);

export const burnAlerts = SLOS.flatMap(({ name, description, objective }) =>
  BURNS.map(({ severity, long, short, rate, wait }) => {
    const limit = `${rate} * (1 - ${objective})`;
    return {
      alert: 'ErrorBudgetBurns',
      expr: `${errorRatio(name, long)} > ${limit} and ${errorRatio(name, short)} > ${limit}`,
      for: wait,
      labels: { severity, slo: name, window: long },
      annotations: {
        summary: `The error budget of "${name}" burns ${rate} times too fast.`,
        description: `${description} Over the last ${long}, {{ $value | humanizePercentage }} failed.`,
      },
    };
  }),
);
