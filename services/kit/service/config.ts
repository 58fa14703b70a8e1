/**
 * Settings of a process, read from its environment once at start. On a developer's machine the launcher of infra/local sets
 * them. With MELO_ENV=production every setting must be encrypted and hard to guess, or the process does not start.
 */
import { readFileSync } from 'node:fs';
import { processes } from '#infra/topology.ts';
import { type ConfigCheck, type Read, requirements } from './config-checks.ts';
import { type KafkaSettings, kafkaSettings } from './config-kafka.ts';

export type Config = ReturnType<typeof readConfig>;

/** Reads the environment of `name`. Throws one sentence that names every missing or wrong variable. */
export function readConfig(name: string, env: NodeJS.ProcessEnv = process.env) {
  const isProduction = productionOf(name, env);
  const read: Read = (key) => env[key] || fileOf(env[`${key}_FILE`]) || undefined;
  const place = processes.find((process) => process.name === name);
  const checks = place ? requirements(place, isProduction, read) : [];
  const found = problems(checks, read);
  if (found.length > 0) fail(name, found.join('; '), isProduction);
  const text = (key: string): string => read(key) ?? fail(name, `${key} is not set`);
  return {
    name,
    isProduction,
    socket: text('MELO_SOCKET'),
    egress: read('MELO_EGRESS') ?? '',
    /** File of the key set that verifies access tokens. */
    jwks: read('MELO_JWKS') ?? '',
    kafka: kafkaSettings(read) satisfies KafkaSettings,
    registry: {
      url: read('MELO_REGISTRY_URL') ?? '',
      username: read('MELO_REGISTRY_USERNAME') ?? '',
      password: read('MELO_REGISTRY_PASSWORD') ?? '',
    },
    publicUrl: read('MELO_PUBLIC_URL') ?? '',
    /** Key of the hashes of requests; at least 32 bytes. */
    idempotencyKey: Buffer.from(read('MELO_IDEMPOTENCY_KEY') ?? '', 'base64url'),
    /** Key of the hashes of network addresses in the security log; at least 32 bytes. */
    auditKey: Buffer.from(read('MELO_AUDIT_KEY') ?? '', 'base64url'),
    otlpEndpoint: env['OTEL_EXPORTER_OTLP_ENDPOINT'],
    text,
    /** A setting that may be left out. */
    optional: read,
    /** A number that may be left out. */
    count(key: string, otherwise: number): number {
      const value = Number(read(key) ?? otherwise);
      return Number.isSafeInteger(value) && value > 0 ? value : fail(name, `${key} is not a whole number above zero`);
    },
  };
}

/** Whether the process runs in production. A misspelt environment must not count as development. */
function productionOf(name: string, env: NodeJS.ProcessEnv): boolean {
  const value = env['MELO_ENV'] || 'development';
  if (value !== 'development' && value !== 'production')
    fail(name, `MELO_ENV is "${value}"; it must be development or production`);
  return value === 'production';
}

/** The content of a secret's file without the line break at its end. */
const fileOf = (path: string | undefined): string | undefined =>
  path ? readFileSync(path, 'utf8').trimEnd() : undefined;

function problems(checks: readonly ConfigCheck[], read: Read): string[] {
  return checks.flatMap(({ key, needed, problem }) => {
    try {
      const value = read(key);
      if (value === undefined) return needed ? [`${key} is not set`] : [];
      const found = problem?.(value);
      return found ? [`${key} ${found}`] : [];
    } catch {
      return [`${key}_FILE cannot be read`];
    }
  });
}

function fail(name: string, problem: string, isProduction = false): never {
  throw new Error(`${name} cannot start${isProduction ? ' in production' : ''}: ${problem}.`);
}
