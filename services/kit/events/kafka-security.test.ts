/** A broker of the test's own that admits TLS with SCRAM-SHA-512 only, reached by the settings that production uses. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { addresses } from '#infra/local/addresses.ts';
import { javaBinary } from '#infra/local/dependencies/java-runtime.ts';
import { CLUSTER_ID, classPath } from '#infra/local/dependencies/kafka.ts';
import { run } from '#infra/local/supervisor/run.ts';
import { makeCa, makeLeaf } from '../../../envoy/pki/certificate.ts';
import { kafkaSettings } from '../service/config-kafka.ts';
import { createLog } from '../telemetry/log.ts';
import { openKafka, openProducer } from './kafka.ts';

const at = addresses();
const log = createLog('test', 'silent');
const USER = 'reports';
const PASSWORD = randomBytes(18).toString('base64url');
const READY_MS = 90_000;
const JVM = [
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

let folder: string;
let port: number;
let broker: ReturnType<typeof spawn>;
const fileOf = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'melo-kafka-'));
  port = await freePort();
  const properties = await writeBrokerProperties();
  const scram = `SCRAM-SHA-512=[name=${USER},password=${PASSWORD}]`;
  const format = ['format', '--cluster-id', CLUSTER_ID, '--config', properties, '--add-scram', scram];
  await run(javaBinary(at), [...JVM, '-cp', classPath(at), 'kafka.tools.StorageTool', ...format]);
  broker = spawn(javaBinary(at), [...JVM, '-cp', classPath(at), 'kafka.Kafka', properties], { stdio: 'ignore' });
  await brokerReady();
});
after(async () => {
  broker.kill('SIGKILL');
  if (broker.exitCode === null) await once(broker, 'exit');
  await rm(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as { port: number };
  server.close();
  return free;
}

/** A client by the variables of production, some of them changed. */
function client(changes: Readonly<Record<string, string>>) {
  const settings: Record<string, string> = {
    MELO_KAFKA_BROKERS: `127.0.0.1:${port}`,
    MELO_KAFKA_TLS: 'true',
    MELO_KAFKA_CA: join(folder, 'ca.pem'),
    MELO_KAFKA_SASL: 'scram-sha-512',
    MELO_KAFKA_USERNAME: USER,
    MELO_KAFKA_PASSWORD: PASSWORD,
    ...changes,
  };
  return openKafka({ ...kafkaSettings((key) => settings[key] || undefined) }, 'test', log);
}

test('what is published over TLS with SCRAM is stored by the broker', async () => {
  const kafka = client({});
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'secured', numPartitions: 1 }], waitForLeaders: true });
  const producer = openProducer(kafka);
  await producer.connect();
  await producer.send({ topic: 'secured', acks: -1, messages: [{ key: 'a', value: 'b' }] });
  assert.deepEqual(
    (await admin.fetchTopicOffsets('secured')).map(({ offset }) => offset),
    ['1'],
  );
  await producer.disconnect();
  await admin.disconnect();
});

for (const [what, changes] of [
  ['a wrong password', { MELO_KAFKA_PASSWORD: 'wrong' }],
  ['no password', { MELO_KAFKA_SASL: '' }],
  ['plaintext', { MELO_KAFKA_TLS: 'false', MELO_KAFKA_SASL: '' }],
  ['a CA that did not sign the broker’s certificate', { MELO_KAFKA_CA: '' }],
] as const)
  test(`${what} is refused`, async () => {
    const admin = client(changes).admin();
    await assert.rejects(admin.connect().then(() => admin.listTopics()));
    await admin.disconnect();
  });

/** Writes certificates and configuration of a broker with SASL over TLS only. */
async function writeBrokerProperties(): Promise<string> {
  const ca = await makeCa(Date.now());
  const leaf = await makeLeaf(ca, 'broker', { uri: 'spiffe://melo/broker', ip: ['127.0.0.1'] }, Date.now());
  await writeFile(fileOf('ca.pem'), ca.certificate);
  await writeFile(fileOf('broker.pem'), `${leaf.key}${leaf.certificate}`, { mode: 0o600 });
  const settings = {
    ...listenerSettings(await freePort()),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': fileOf('broker.pem'),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': fileOf('ca.pem'),
    'log.dirs': fileOf('data'),
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  await writeFile(fileOf('kafka.properties'), lines.join('\n'), { mode: 0o600 });
  return fileOf('kafka.properties');
}

const listenerSettings = (controller: number) => ({
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.quorum.voters': `1@127.0.0.1:${controller}`,
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'SASL_SSL',
  listeners: `SASL_SSL://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
  'advertised.listeners': `SASL_SSL://127.0.0.1:${port}`,
  'listener.security.protocol.map': 'SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
  'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
  'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
  'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username="${USER}" password="${PASSWORD}";`,
});

/** Resolves when the broker answers a client. */
async function brokerReady(): Promise<void> {
  for (const deadline = performance.now() + READY_MS; ; await delay(250)) {
    const admin = client({}).admin();
    const isReady = await admin.connect().then(
      () => true,
      () => false,
    );
    await admin.disconnect();
    if (isReady) return;
    if (performance.now() > deadline) throw new Error('the broker does not answer');
  }
}
