/** The settings that a process needs and their checks. Production accepts no guessable or unencrypted value. */
import { gateway, type Process, type Store } from '#infra/topology.ts';
import { address, invalidKey, oneOf, parsed, unencrypted, weakLogin, weakPassword } from './config-values.ts';

/** Returns a setting's value, read from a file where `<KEY>_FILE` names one; undefined when it is not set. */
export type Read = (key: string) => string | undefined;

export type ConfigCheck = {
  readonly key: string;
  readonly needed: boolean;
  /** What is wrong with the value, as the rest of a sentence that begins with the key. Never repeats the value. */
  problem?(value: string): string | undefined;
};

/** The settings of a process, by its stores and calls. */
export function requirements({ name, stores, calls }: Process, isProduction: boolean, read: Read): ConfigCheck[] {
  const always: ConfigCheck[] = [
    { key: 'MELO_SOCKET', needed: true },
    { key: 'MELO_EGRESS', needed: calls.length > 0 },
  ];
  // The gateway has no store and calls only its sidecar.
  if (name === gateway.name) return always;
  return [
    ...always,
    { key: 'MELO_JWKS', needed: true },
    { key: 'MELO_PUBLIC_URL', needed: true, problem: web(isProduction) },
    key('MELO_IDEMPOTENCY_KEY'),
    key('MELO_AUDIT_KEY'),
    ...kafka(isProduction, read('MELO_KAFKA_SASL')),
    ...registry(isProduction),
    ...stores.flatMap((store) => ofStore(store, isProduction)),
    ...own(name, isProduction),
  ];
}

function kafka(isProduction: boolean, sasl: string | undefined): ConfigCheck[] {
  const isScram = sasl === 'scram-sha-512';
  return [
    { key: 'MELO_KAFKA_BROKERS', needed: true },
    { key: 'MELO_KAFKA_TLS', needed: isProduction, problem: oneOf(isProduction ? ['true'] : ['true', 'false']) },
    { key: 'MELO_KAFKA_SASL', needed: isProduction, problem: oneOf(['scram-sha-512', 'aws-msk-iam']) },
    { key: 'MELO_KAFKA_USERNAME', needed: isScram },
    { key: 'MELO_KAFKA_PASSWORD', needed: isScram, ...(isProduction && { problem: weakPassword }) },
    { key: 'AWS_REGION', needed: sasl === 'aws-msk-iam' },
  ];
}

const registry = (isProduction: boolean): ConfigCheck[] => [
  { key: 'MELO_REGISTRY_URL', needed: true, problem: web(isProduction) },
  { key: 'MELO_REGISTRY_USERNAME', needed: isProduction },
  { key: 'MELO_REGISTRY_PASSWORD', needed: isProduction, ...(isProduction && { problem: weakPassword }) },
];

const web = (isProduction: boolean) => address(isProduction ? ['https:'] : ['http:', 'https:']);

const protocols: Readonly<Record<Store, readonly string[]>> = {
  postgres: ['postgres:', 'postgresql:'],
  mariadb: ['mariadb:', 'mysql:'],
  mongodb: ['mongodb:', 'mongodb+srv:'],
  redis: ['redis:', 'rediss:'],
  dynamodb: ['http:', 'https:'],
};

function ofStore(store: Store, isProduction: boolean): ConfigCheck[] {
  const shape = address(protocols[store]);
  return [
    {
      key: `MELO_${store.toUpperCase()}_URL`,
      // Without an address the AWS SDK finds DynamoDB's own, which is encrypted.
      needed: store !== 'dynamodb',
      problem: (value) =>
        shape(value) ?? (isProduction ? (unencrypted(store, value) ?? weakLogin(store, value)) : undefined),
    },
  ];
}

/** What only one process needs. */
function own(name: string, isProduction: boolean): ConfigCheck[] {
  if (name === 'users') return [{ key: 'MELO_JWT_KEY', needed: true }, key('MELO_REFRESH_KEY'), key('MELO_MAIL_KEY')];
  if (name !== 'notifications') return [];
  const shape = address(['smtp:', 'smtps:']);
  const secure = (url: URL) => url.protocol === 'smtps:' || url.searchParams.get('requireTLS') === 'true';
  return [
    {
      key: 'MELO_SMTP_URL',
      needed: true,
      problem: (value) =>
        shape(value) ??
        (isProduction && !secure(parsed(value)!)
          ? 'is not encrypted; begin it with smtps:// or add requireTLS=true'
          : undefined),
    },
  ];
}

/** A setting for a random key. */
const key = (name: string): ConfigCheck => ({ key: name, needed: true, problem: invalidKey });
