/** The settings of a process in a container: those that may be read by anyone, and those that come from files. */
import { gateway, type Process, type Store } from '../topology.ts';
import { heapOf } from './memory.ts';
import { egressOf, SECRETS, socketOf } from './paths.ts';

/** What differs between targets. A store without an address here has it in a secret file, with its password. */
export type Surroundings = {
  readonly publicUrl: string;
  readonly kafka: Readonly<Record<string, string>>;
  readonly registry: string;
  readonly smtp: string | undefined;
  readonly stores: Partial<Readonly<Record<Store, string>>>;
};

export const isGateway = ({ name }: Process): boolean => name === gateway.name;

/** Arguments of the image's Node. */
export const argumentsOf = (process: Process, ...verb: string[]): string[] => [
  `--max-old-space-size=${heapOf(process)}`,
  isGateway(process) ? `${process.name}/main.ts` : `services/${process.name}/main.ts`,
  ...verb,
];

const variable = (store: Store): string => `MELO_${store.toUpperCase()}_URL`;

/** Secrets of a process by the variable that `<NAME>_FILE` is of, each a file of that name in its folder. */
export function secretsOf(process: Process, { stores, smtp }: Pick<Surroundings, 'stores' | 'smtp'>): string[] {
  if (isGateway(process)) return [];
  return [
    'MELO_IDEMPOTENCY_KEY',
    'MELO_AUDIT_KEY',
    ...(process.name === 'users' ? ['MELO_JWT_KEY', 'MELO_REFRESH_KEY', 'MELO_MAIL_KEY'] : []),
    ...process.stores.filter((store) => store !== 'dynamodb' && !stores[store]).map(variable),
    ...(process.name === 'notifications' && !smtp ? ['MELO_SMTP_URL'] : []),
  ];
}

export function environmentOf(process: Process, around: Surroundings): Record<string, string> {
  const own = {
    MELO_PROCESS: process.name,
    MELO_SOCKET: socketOf(process.name),
    ...(process.calls.length > 0 && { MELO_EGRESS: egressOf(process.name) }),
  };
  if (isGateway(process)) return own;
  const addressed = process.stores.filter((store) => around.stores[store]);
  return {
    ...own,
    MELO_JWKS: `${SECRETS}/jwks.json`,
    MELO_PUBLIC_URL: around.publicUrl,
    ...around.kafka,
    MELO_REGISTRY_URL: around.registry,
    ...Object.fromEntries(addressed.map((store) => [variable(store), around.stores[store]!])),
    ...(process.name === 'notifications' && around.smtp && { MELO_SMTP_URL: around.smtp }),
    ...Object.fromEntries(secretsOf(process, around).map((name) => [`${name}_FILE`, `${SECRETS}/${name}`])),
  };
}
