/**
 * Every metric that Melo's processes emit, under names of OpenTelemetry's semantic conventions where they have one. `npm run gen:infra`
 * writes the list to observability/schema/metrics.json. No attribute may hold an ID of a person, a household or a row, because each
 * value is a time series of its own.
 */

/** Upper bounds of buckets, in seconds. */
const CALLS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const DELAYS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300];

export type Metric = {
  readonly kind: 'counter' | 'histogram' | 'gauge';
  /** As in UCUM; braces name what is counted. */
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly string[];
  readonly buckets?: readonly number[];
};

const TOPIC = ['messaging.destination.name'];

export const METRICS = {
  'rpc.server.call.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of a call, by method and status.',
    attributes: ['rpc.method', 'rpc.response.status_code'],
    buckets: CALLS,
  },
  'graphql.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of a GraphQL request over HTTP, by status.',
    attributes: ['http.response.status_code'],
    buckets: CALLS,
  },
  'messaging.process.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of applying one batch of events, with its checkpoint.',
    attributes: [...TOPIC, 'error.type'],
    buckets: CALLS,
  },
  'melo.consumer.events': {
    kind: 'counter',
    unit: '{event}',
    description: 'Events that were applied.',
    attributes: TOPIC,
  },
  'melo.consumer.delay': {
    kind: 'histogram',
    unit: 's',
    description: 'Time from the publication of an event until it is applied.',
    attributes: TOPIC,
    buckets: DELAYS,
  },
  'melo.consumer.lag': {
    kind: 'gauge',
    unit: '{event}',
    description: 'Events of a topic that the process has not applied yet, over all its partitions.',
    attributes: TOPIC,
  },
  'melo.dead_letters': {
    kind: 'counter',
    unit: '{event}',
    description: 'Events that could not be applied and were set aside.',
    attributes: TOPIC,
  },
  'melo.outbox.published': {
    kind: 'counter',
    unit: '{event}',
    description: 'Events that Kafka has acknowledged.',
    attributes: TOPIC,
  },
  'melo.outbox.failures': {
    kind: 'counter',
    unit: '{failure}',
    description: 'Attempts to publish that failed.',
    attributes: [],
  },
  'melo.outbox.age': {
    kind: 'gauge',
    unit: 's',
    description: 'Time since the outbox was last found empty; no unpublished event is older.',
    attributes: [],
  },
  'melo.security.events': {
    kind: 'counter',
    unit: '{event}',
    description: 'Events of the security log, such as failed sign-ins and denials.',
    attributes: ['melo.security.kind', 'melo.security.outcome'],
  },
  'melo.mails': {
    kind: 'counter',
    unit: '{mail}',
    description: 'Attempts to hand a mail to the mail server.',
    attributes: ['melo.mail.outcome'],
  },
  'nodejs.eventloop.delay.p99': {
    kind: 'gauge',
    unit: 's',
    description: 'Delay of the event loop that 99 % of turns stay below, since the last export.',
    attributes: [],
  },
  'nodejs.eventloop.utilization': {
    kind: 'gauge',
    unit: '1',
    description: 'Share of time in which the event loop was busy, since the last export.',
    attributes: [],
  },
  'v8js.memory.heap.used': { kind: 'gauge', unit: 'By', description: 'Heap in use.', attributes: [] },
  'process.memory.usage': { kind: 'gauge', unit: 'By', description: 'Resident memory.', attributes: [] },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;

/** The names of the metrics of a kind. */
export type MetricOf<Kind extends Metric['kind']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];
