/** What a process needs to know of its surroundings, read once at start; unset means the local stack. */
import { addresses, serviceEnv } from '#infra/local/addresses.ts';

export type Config = ReturnType<typeof readConfig>;

/** Reads the environment of `name`; throws one clear sentence when a value is missing or malformed. */
export function readConfig(name: string, env: NodeJS.ProcessEnv = process.env) {
  const local = serviceEnv(addresses(env), name);
  // The AWS SDK reads its own variables; on the local stack they are those of DynamoDB Local.
  if (!env['MELO_DYNAMODB_URL']) {
    for (const key of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) env[key] ??= local[key];
  }
  const text = (key: string): string => {
    const value = env[key] ?? local[key];
    if (!value) throw new Error(`${name} cannot start: ${key} is not set.`);
    return value;
  };
  const url = (key: string): string => {
    const value = text(key);
    if (!URL.canParse(value)) throw new Error(`${name} cannot start: ${key} is not an address.`);
    return value;
  };
  const count = (key: string, otherwise: number): number => {
    const value = env[key] ? Number(env[key]) : otherwise;
    if (!Number.isSafeInteger(value) || value < 1)
      throw new Error(`${name} cannot start: ${key} is not a number above zero.`);
    return value;
  };
  return {
    name,
    socket: text('MELO_SOCKET'),
    egress: text('MELO_EGRESS'),
    jwks: text('MELO_JWKS'),
    brokers: text('MELO_KAFKA_BROKERS').split(','),
    registryUrl: url('MELO_REGISTRY_URL'),
    publicUrl: url('MELO_PUBLIC_URL'),
    otlpEndpoint: env['OTEL_EXPORTER_OTLP_ENDPOINT'],
    /** Address of a store or other dependency that only some processes have. */
    url,
    text,
    /** A number that may be left out. */
    count,
  };
}
