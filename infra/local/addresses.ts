/** Folders, ports, sockets and addresses of one checkout's local stack. Launcher, services, tools and tests read them here. */
import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processes } from '../topology.ts';

export type Addresses = ReturnType<typeof addresses>;

const DEFAULT_PORT = 7600;

/** Two instances of a process may run beside each other while one takes over from the other. */
export type Slot = 'a' | 'b';

/** Folder of this checkout. */
export const checkout = resolve(import.meta.dirname, '../..');

/** MELO_PORT (base of one block of ports), MELO_HOME (state) and MELO_CACHE (downloads, per user) move the stack. */
export function addresses(env: NodeJS.ProcessEnv = process.env) {
  const home = resolve(env.MELO_HOME || join(checkout, '.melo'));
  const cache = resolve(env.MELO_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'melo'));
  const base = Number(env.MELO_PORT || DEFAULT_PORT);
  if (!Number.isInteger(base) || base < 1024 || base > 65_000)
    throw new Error('MELO_PORT must be a port from 1024 to 65000.');
  // A socket's path may have 107 bytes at most, so sockets are in a short folder named after the home.
  const run = join(tmpdir(), `melo-${createHash('sha256').update(home).digest('hex').slice(0, 8)}`);
  const ports = portsFrom(base);
  return {
    home,
    cache,
    run,
    data: join(home, 'data'),
    logs: join(home, 'logs'),
    pki: join(home, 'pki'),
    envoy: join(home, 'envoy'),
    base,
    ports,
    sockets: socketsIn(run),
    urls: urlsOf(ports),
  };
}

const portsFrom = (base: number) => ({
  edge: base,
  edgeTls: base + 1,
  mailWeb: base + 2,
  smtp: base + 3,
  postgres: base + 4,
  mariadb: base + 5,
  redis: base + 6,
  kafka: base + 7,
  kafkaController: base + 8,
  registry: base + 9,
  dynamodb: base + 10,
  mongodb: base + 11,
  /** The web in development. */
  vite: base + 12,
  observe: {
    /** Where processes send traces, metrics and logs: OTLP over HTTP. */
    collector: base + 40,
    collectorMetrics: base + 41,
    collectorHealth: base + 42,
    prometheus: base + 43,
    alertmanager: base + 44,
    jaeger: base + 45,
    jaegerGrpc: base + 46,
    jaegerOtlp: base + 47,
    loki: base + 48,
  },
  sidecar: Object.fromEntries(processes.map(({ name }, i) => [name, base + 20 + i])) as Record<string, number>,
});

const socketsIn = (run: string) => ({
  /** A successor that takes over listens in the other slot. */
  service: (name: string, slot: Slot = 'a') => join(run, slot === 'a' ? `${name}.sock` : `${name}-${slot}.sock`),
  egress: (name: string) => join(run, `${name}-out.sock`),
  admin: (name: string) => join(run, `${name}-admin.sock`),
  control: join(run, 'control.sock'),
});

const urlsOf = (ports: ReturnType<typeof portsFrom>) => ({
  web: `http://localhost:${ports.edge}`,
  vite: `http://localhost:${ports.vite}`,
  edgeTls: `https://localhost:${ports.edgeTls}`,
  graphql: `http://localhost:${ports.edge}/graphql`,
  mail: `http://localhost:${ports.mailWeb}`,
  smtp: `smtp://127.0.0.1:${ports.smtp}`,
  kafka: `127.0.0.1:${ports.kafka}`,
  registry: `http://127.0.0.1:${ports.registry}/apis/ccompat/v7`,
  postgres: (name: string) => `postgres://${name}:${localPassword(name)}@127.0.0.1:${ports.postgres}/${name}`,
  mariadb: `mariadb://transactions:${localPassword('transactions')}@127.0.0.1:${ports.mariadb}/transactions`,
  redis: `redis://127.0.0.1:${ports.redis}`,
  mongodb: `mongodb://127.0.0.1:${ports.mongodb}/budgets`,
  dynamodb: `http://127.0.0.1:${ports.dynamodb}`,
  collector: `http://127.0.0.1:${ports.observe.collector}`,
  prometheus: `http://127.0.0.1:${ports.observe.prometheus}`,
  alertmanager: `http://127.0.0.1:${ports.observe.alertmanager}`,
  jaeger: `http://127.0.0.1:${ports.observe.jaeger}`,
  loki: `http://127.0.0.1:${ports.observe.loki}`,
});

/** Passwords of the local stack keep services apart from each other's databases; they protect nothing else. */
export const localPassword = (name: string): string => `local-${name}`;

/** The user whose household the demo shows. */
export const demoUser = { email: 'demo@melo.example', password: 'demo-household-2026' } as const;

/** The environment of one process of the local stack. */
export function serviceEnv(at: Addresses, name: string, slot: Slot = 'a'): Record<string, string> {
  return {
    MELO_PROCESS: name,
    MELO_SOCKET: at.sockets.service(name, slot),
    MELO_EGRESS: at.sockets.egress(name),
    MELO_JWKS: join(at.pki, 'jwks.json'),
    MELO_IDEMPOTENCY_KEY_FILE: join(at.pki, 'idempotency.key'),
    MELO_AUDIT_KEY_FILE: join(at.pki, 'audit.key'),
    ...(name === 'users' && {
      MELO_JWT_KEY_FILE: join(at.pki, 'jwt.key'),
      MELO_REFRESH_KEY_FILE: join(at.pki, 'refresh.key'),
      MELO_MAIL_KEY_FILE: join(at.pki, 'mail.key'),
    }),
    MELO_KAFKA_BROKERS: at.urls.kafka,
    MELO_REGISTRY_URL: at.urls.registry,
    MELO_PUBLIC_URL: at.urls.web,
    MELO_POSTGRES_URL: at.urls.postgres(name),
    MELO_MARIADB_URL: at.urls.mariadb,
    MELO_REDIS_URL: at.urls.redis,
    MELO_MONGODB_URL: at.urls.mongodb,
    MELO_DYNAMODB_URL: at.urls.dynamodb,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    MELO_SMTP_URL: at.urls.smtp,
  };
}
