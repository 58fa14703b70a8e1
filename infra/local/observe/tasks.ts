/** The Collector and what it sends to: Jaeger, Prometheus with its Alertmanager, and Loki. `npm start -- --observe` starts them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prometheusConfig } from '../../../observability/prometheus/config.ts';
import { type Addresses, checkout } from '../addresses.ts';
import { folderOf } from '../dependencies/provision.ts';
import { respondsOnHttp } from '../supervisor/readiness.ts';
import type { Task } from '../supervisor/task.ts';
import { alertmanagerPart, collectorPart, jaegerPart, lokiPart, prometheusPart } from './observers.ts';

export const observeParts = [prometheusPart, alertmanagerPart, collectorPart, jaegerPart, lokiPart];

const DEADLINE_MS = 60_000;
const own = (path: string): string => join(checkout, 'observability', path);
const here = (port: number): string => `127.0.0.1:${port}`;
const isReady = (url: string) => respondsOnHttp(url, (status) => status === 200);

const task = (name: string, more: Pick<Task, 'program' | 'ready'> & Partial<Task>): Task => ({
  kind: 'task',
  name,
  needs: [],
  deadlineMs: DEADLINE_MS,
  prepare: async (at) => void (await mkdir(join(at.data, name), { recursive: true })),
  ...more,
});

const jaeger = task('jaeger', {
  program: (at) => ({
    command: join(folderOf(jaegerPart, at), 'jaeger'),
    args: ['--config', own('jaeger/jaeger.yaml')],
    env: {
      JAEGER_QUERY: here(at.ports.observe.jaeger),
      JAEGER_QUERY_GRPC: here(at.ports.observe.jaegerGrpc),
      JAEGER_OTLP_LISTEN: here(at.ports.observe.jaegerOtlp),
    },
  }),
  ready: (at) => isReady(`${at.urls.jaeger}/api/services`),
});

const loki = task('loki', {
  program: (at) => ({
    command: join(folderOf(lokiPart, at), 'loki'),
    args: [`-config.file=${own('loki/loki.yaml')}`, '-config.expand-env=true', '-target=all'],
    env: {
      LOKI_ADDRESS: '127.0.0.1',
      LOKI_PORT: String(at.ports.observe.loki),
      LOKI_FOLDER: join(at.data, 'loki'),
    },
  }),
  ready: (at) => isReady(`${at.urls.loki}/ready`),
});

const collector = task('collector', {
  // What it sends before they listen would wait for its next attempt.
  needs: ['jaeger', 'loki'],
  program: (at) => ({
    command: join(folderOf(collectorPart, at), 'collector'),
    args: ['--config', own('collector/collector.yaml')],
    env: {
      COLLECTOR_HTTP: here(at.ports.observe.collector),
      COLLECTOR_METRICS: here(at.ports.observe.collectorMetrics),
      COLLECTOR_HEALTH: here(at.ports.observe.collectorHealth),
      COLLECTOR_SAMPLED_PERCENT: process.env.COLLECTOR_SAMPLED_PERCENT ?? '10',
      JAEGER_OTLP: `http://${here(at.ports.observe.jaegerOtlp)}`,
      LOKI_OTLP: `${at.urls.loki}/otlp`,
    },
  }),
  ready: (at) => isReady(`http://${here(at.ports.observe.collectorHealth)}`),
});

const alertmanager = task('alertmanager', {
  program: (at) => ({
    command: join(folderOf(alertmanagerPart, at), 'alertmanager'),
    args: [
      `--config.file=${own('alertmanager/alertmanager.yaml')}`,
      `--storage.path=${join(at.data, 'alertmanager')}`,
      `--web.listen-address=${here(at.ports.observe.alertmanager)}`,
      // One instance needs no cluster.
      '--cluster.listen-address=',
    ],
  }),
  ready: (at) => isReady(`${at.urls.alertmanager}/-/ready`),
});

const prometheusFile = (at: Addresses): string => join(at.data, 'prometheus', 'prometheus.json');

const prometheus = task('prometheus', {
  async prepare(at) {
    await mkdir(join(at.data, 'prometheus'), { recursive: true });
    const targets = {
      rules: own('prometheus/rules/*.yaml'),
      collector: here(at.ports.observe.collectorMetrics),
      alertmanager: here(at.ports.observe.alertmanager),
    };
    // JSON is YAML.
    await writeFile(prometheusFile(at), JSON.stringify(prometheusConfig(targets)));
  },
  program: (at) => ({
    command: join(folderOf(prometheusPart, at), 'usr/bin/prometheus'),
    args: [
      `--config.file=${prometheusFile(at)}`,
      `--storage.tsdb.path=${join(at.data, 'prometheus', 'data')}`,
      '--storage.tsdb.retention.time=7d',
      `--web.listen-address=${here(at.ports.observe.prometheus)}`,
      '--enable-feature=exemplar-storage',
    ],
  }),
  ready: (at) => isReady(`${at.urls.prometheus}/-/ready`),
});

export const observeTasks: readonly Task[] = [jaeger, loki, collector, alertmanager, prometheus];
