/** Kafka: one broker that is its own controller (KRaft). */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import type { Addresses } from '../addresses.ts';
import { run } from '../supervisor/run.ts';
import type { Task } from '../supervisor/task.ts';
import { javaBinary, javaProgram } from './java-runtime.ts';
import { mavenJars } from './packages.ts';
import { folderOf, type Part } from './provision.ts';

export const kafkaPart: Part = {
  name: 'kafka',
  version: '4.4.0',
  fetch(into) {
    return mavenJars(
      [
        { group: 'org.apache.kafka', artifact: 'kafka_2.13', version: this.version },
        { group: 'org.slf4j', artifact: 'slf4j-simple', version: '1.7.36' },
      ],
      into,
    );
  },
};

const HEAP_MB = 320;
export const CLUSTER_ID = 'bWVsby1sb2NhbC1rYWZrYQ';

const settings = (at: Addresses): Record<string, string | number> => ({
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.quorum.voters': `1@127.0.0.1:${at.ports.kafkaController}`,
  'controller.listener.names': 'CONTROLLER',
  listeners: `PLAINTEXT://127.0.0.1:${at.ports.kafka},CONTROLLER://127.0.0.1:${at.ports.kafkaController}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${at.ports.kafka}`,
  'log.dirs': join(at.data, 'kafka'),
  'auto.create.topics.enable': 'false',
  // Topics are truth and kept without limit; compaction is set per topic.
  'log.retention.ms': -1,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 3,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 1,
  // A killed consumer's work must move within seconds, and a lone one need not wait for others.
  'group.min.session.timeout.ms': 3000,
  'group.initial.rebalance.delay.ms': 0,
  'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'background.threads': 2,
});

const configFile = (at: Addresses): string => join(at.home, 'kafka.properties');
export const classPath = (at: Addresses): string => join(folderOf(kafkaPart, at), 'lib', '*');

export const kafka: Task = {
  kind: 'task',
  name: 'kafka',
  needs: [],
  deadlineMs: 180_000,
  async prepare(at) {
    await mkdir(join(at.data, 'kafka'), { recursive: true });
    const lines = Object.entries(settings(at)).map(([key, value]) => `${key}=${value}`);
    await writeFile(configFile(at), `${lines.join('\n')}\n`);
    if (existsSync(join(at.data, 'kafka', 'meta.properties'))) return;
    await run(javaBinary(at), [
      ...['-XX:TieredStopAtLevel=1', '-cp', classPath(at), 'kafka.tools.StorageTool'],
      ...['format', '--ignore-formatted', '--cluster-id', CLUSTER_ID, '--config', configFile(at)],
    ]);
  },
  program: (at) =>
    javaProgram(at, HEAP_MB, [
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      ...['-cp', classPath(at), 'kafka.Kafka', configFile(at)],
    ]),
  async ready(at) {
    const admin = new Kafka({ brokers: [at.urls.kafka], logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
    try {
      await admin.connect();
      await admin.listTopics();
    } finally {
      await admin.disconnect();
    }
  },
};
