/** One story, told by the real Collector, Prometheus, Alertmanager, Jaeger and Loki. `npm run test:observability` starts them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Kafka, logLevel } from 'kafkajs';
import { signIn, until } from '#infra/local/demo/api-client.ts';
import { gateway, services, topics } from '#infra/topology.ts';
import '#kit/patches/quiet-kafkajs.ts';
import { DASHBOARDS } from '../../observability/grafana/dashboards.ts';
import { ruleFiles } from '../../observability/prometheus/rules.ts';
import { newHousehold, PASSWORD, spend } from '../e2e/household.ts';
import { at, exemplars, logQl, promQl, receivedAlerts, type Trace, traces } from './backends.ts';

/** What no span, line or label may hold. */
const CANARY = 'Canary Bakery 4711';
const AMOUNT = 987_654_321n;
const CREATE = 'melo.transactions.v1.TransactionService/CreateTransaction';
const CALLS = 'rpc_server_call_duration_seconds_count';
/** The series of what `act` does. */
const ACTED = [
  `${CALLS}{rpc_method="${CREATE}"}`,
  `${CALLS}{rpc_method="melo.transactions.v1.TransactionService/ListTransactions"}`,
  `${CALLS}{rpc_method="melo.users.v1.AuthService/SignIn"}`,
  'graphql_server_request_duration_seconds_count',
];
const SETTLED_MS = 60_000;

let home: Awaited<ReturnType<typeof newHousehold>>;

before(async () => {
  home = await newHousehold('observed');
  await act();
  // A rate needs a second point of its series.
  for (const series of ACTED) await until(series, async () => (await promQl(series))[0], SETTLED_MS);
  await act();
});

/** What the dashboards and objectives are about: sign-in, create, list and GraphQL. */
async function act(): Promise<void> {
  const { transactions, token } = await signIn(at, home.email, PASSWORD);
  await spend(home.person, {
    accountId: home.checking,
    categoryId: home.categories.get('Groceries')!,
    minorUnits: -AMOUNT,
    payee: CANARY,
  });
  await transactions.listTransactions({ pageSize: 10 });
  const response = await fetch(at.urls.graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  assert.equal(response.status, 200);
}

const servicesOf = ({ spans, processes }: Trace): Set<string> =>
  new Set(spans.map(({ processID }) => processes[processID]!.serviceName));

test('one trace leads from the edge through service and Kafka into every consumer', async () => {
  const trace = await until(
    'the whole trace',
    async () =>
      (await traces('melo-transactions', CREATE)).find((one) => {
        const found = servicesOf(one);
        return consumers.every((name) => found.has(`melo-${name}`));
      }),
    SETTLED_MS,
  );
  const found = servicesOf(trace);
  for (const name of ['melo-envoy-edge', 'melo-envoy-transactions', 'melo-transactions'])
    assert.ok(found.has(name), name);
  for (const name of consumers) {
    const applied = trace.spans.some(
      ({ operationName, processID }) =>
        operationName === `${topics.transaction} apply` && trace.processes[processID]!.serviceName === `melo-${name}`,
    );
    assert.ok(applied, `${name} applied the event in another trace`);
  }
});

const consumers = services
  .filter(({ consumes }) => (consumes as readonly string[]).includes(topics.transaction))
  .map(({ name }) => name);

test('a line leads to its trace, and a point of a histogram does', async () => {
  const line = await until(
    'the line of a sign-in',
    async () => (await logQl('{service_name="melo-users"} | event="security_event" | kind="sign_in"'))[0],
    SETTLED_MS,
  );
  assert.match(line.stream['trace_id'] ?? '', /^[0-9a-f]{32}$/);
  const found = await until(
    'an exemplar',
    async () => (await exemplars('span_duration_seconds_bucket'))[0]?.labels.trace_id,
    SETTLED_MS,
  );
  assert.match(found, /^[0-9a-f]{32}$/);
});

test('every process reports, and every alert and panel is accepted by Prometheus', async () => {
  for (const { name } of [...services, gateway])
    await until(
      `${name} to report`,
      async () => (await promQl(`process_memory_usage_bytes{job="melo-${name}"}`))[0],
      SETTLED_MS,
    );
  for (const { groups } of Object.values(ruleFiles))
    for (const { rules } of groups) for (const { expr } of rules) await promQl(expr);
  // Rules are evaluated every 15 s.
  await until('an objective', async () => (await promQl('slo:errors:ratio_rate5m{slo="graphql"}'))[0], SETTLED_MS);
  const without: string[] = [];
  for (const { id, panels } of DASHBOARDS)
    for (const { title, queries } of panels)
      for (const [query] of queries) {
        const expression = query.replaceAll('$__rate_interval', '10m').replaceAll('$job', 'melo-transactions');
        if ((await promQl(expression)).length === 0) without.push(`${id} / ${title}`);
      }
  // Nothing was imported, and no budget was exceeded.
  assert.deepEqual([...new Set(without)], ['slos / import', 'slos / alert']);
});

test('a poison event fires its alert, and Alertmanager receives it', async () => {
  const kafka = new Kafka({ brokers: [at.urls.kafka], logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  after(() => producer.disconnect());
  await producer.send({ topic: topics.account, messages: [{ key: 'poison', value: Buffer.from('no event') }] });
  const alert = await until(
    'the alert',
    async () => (await receivedAlerts()).find(({ alertname }) => alertname === 'EventsDeadLettered'),
    3 * SETTLED_MS,
  );
  assert.equal(alert['severity'], 'page');
  assert.equal(alert['messaging_destination_name'], topics.account);
});

test('no span, line or label holds a payee, an amount, an e-mail address or a token', async () => {
  const token = await home.person.token();
  const secrets = [CANARY, String(AMOUNT), home.email, token.split('.')[2]!];
  const everything = JSON.stringify([
    await traces('melo-transactions', CREATE),
    await traces('melo-users', 'melo.users.v1.AuthService/Register'),
    await logQl('{service_name=~".+"}'),
    await promQl('{__name__=~".+"}'),
  ]);
  assert.ok(everything.length > 10_000);
  for (const secret of secrets) assert.ok(!everything.includes(secret), `found ${secret}`);
  // The Collector's own log names what it dropped, and nothing else.
  const own = readFileSync(`${at.logs}/collector.log`, 'utf8');
  for (const secret of secrets) assert.ok(!own.includes(secret));
});
