/** Kafka in KRaft mode: broker and controller in one process. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import type { Addresses } from '../addresses.ts';
import type { Daemon } from '../daemon.ts';
import { mavenJars } from '../packages.ts';
import { folderOf } from '../provision.ts';
import { run } from '../run.ts';
import { java } from './java.ts';

export const part = {
  name: 'kafka',
  version: '4.4.0',
  fetch: (into: string) =>
    mavenJars(
      [
        { group: 'org.apache.kafka', artifact: 'kafka_2.13', version: '4.4.0' },
        { group: 'org.slf4j', artifact: 'slf4j-simple', version: '1.7.36' },
      ],
      into,
    ),
};

/** Fixed, because the storage is formatted with it. */
const CLUSTER_ID = 'bWVsby1sb2NhbC1zdGFjaw';

const properties = (at: Addresses) => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${at.ports.kafkaController}
listeners=PLAINTEXT://127.0.0.1:${at.ports.kafka},CONTROLLER://127.0.0.1:${at.ports.kafkaController}
advertised.listeners=PLAINTEXT://127.0.0.1:${at.ports.kafka}
controller.listener.names=CONTROLLER
log.dirs=${join(at.data, 'kafka')}
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=3000
log.retention.ms=-1
log.cleaner.dedupe.buffer.size=8388608
num.network.threads=2
num.io.threads=4
`;

const config = (at: Addresses) => join(at.run, 'kafka.properties');
const classpath = (at: Addresses) => join(folderOf(part, at), 'lib/*');

export const kafka: Daemon = {
  name: 'kafka',
  async prepare(at) {
    await writeFile(config(at), properties(at));
    if (existsSync(join(at.data, 'kafka/meta.properties'))) return;
    await mkdir(join(at.data, 'kafka'), { recursive: true });
    const [file, ...args] = java(at, 128, '-cp', classpath(at), 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', config(at));
    await run(file!, args);
  },
  command: (at) => java(at, 384, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', classpath(at), 'kafka.Kafka', config(at)),
  async ready(at) {
    const admin = new Kafka({ brokers: [at.urls.kafka], logLevel: logLevel.NOTHING, retry: { retries: 0 }, connectionTimeout: 1000 }).admin();
    try {
      await admin.connect();
      await admin.listTopics();
    } finally {
      await admin.disconnect();
    }
  },
  stopSignal: 'SIGTERM',
};
