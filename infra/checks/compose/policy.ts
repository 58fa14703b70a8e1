/** What every container of the compose file must be: pinned, limited, checked, without root and without a secret in plain text. */
import { readPins } from '../../images/pinned.ts';

export type Service = Readonly<Record<string, unknown>> & {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, unknown>>;
};
export type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks?: Readonly<Record<string, { internal?: boolean } | null>>;
};

/** Built from the checkout; the others are pulled. */
const isOwn = ({ image = '' }: Service): boolean => image.startsWith('melo/');

/** May run as root, each with the reason. */
const ROOT: ReadonlySet<string> = new Set([
  // Its volume belongs to root, and it has no rights beyond that.
  'dynamodb',
]);

type Rule = (service: Service, name: string) => string | undefined | false;

const rules: readonly Rule[] = [
  ({ image = '' }) => /(^[^:]+$|:latest\b)/.test(image.replace(/@.*$/, '')) && 'has no fixed tag',
  (service) => !isOwn(service) && !/@sha256:[0-9a-f]{64}$/.test(service.image ?? '') && 'is not pinned by digest',
  (service) =>
    !isOwn(service) && !pinnedReferences.has(service.image ?? '') && 'has an image that images.json does not list',
  ({ mem_limit }) => !mem_limit && 'has no memory limit',
  ({ pids_limit }) => !pids_limit && 'has no limit of processes',
  (service, name) => isServing(service, name) && !hasCheck(service) && 'has no health check',
  (service) => isOwn(service) && !isUnprivileged(service.user) && 'runs as root',
  ({ user }, name) => /^(root|0)(:|$)/.test(String(user ?? '')) && !ROOT.has(name) && 'runs as root',
  ({ privileged }) => privileged === true && 'is privileged',
  (service) => isOwn(service) && service['read_only'] !== true && 'can write to its root folder',
  (service) => isOwn(service) && !list(service['cap_drop']).includes('ALL') && 'keeps capabilities',
  ({ cap_add }) => cap_add !== undefined && 'adds capabilities',
  ({ security_opt }) => !list(security_opt).includes('no-new-privileges:true') && 'may gain privileges',
  ({ network_mode }) => network_mode !== undefined && network_mode !== 'none' && `uses the network "${network_mode}"`,
  ({ ports }) => list(ports).some((port) => !port.startsWith('127.0.0.1:')) && 'listens beyond this machine',
  ({ environment = {} }) => secretIn(environment),
];

const pinnedReferences = new Set(Object.values(readPins()).map(({ tag, digest }) => `${tag}@${digest}`));

export const composePolicy = ({ services }: Compose): string[] =>
  Object.entries(services).flatMap(([name, service]) =>
    rules.flatMap((rule) => {
      const problem = rule(service, name);
      return problem ? [`${name} ${problem}`] : [];
    }),
  );

/** The setting that holds a secret in plain text, if there is one: by its name, or an address with a password. */
export function secretIn(environment: Readonly<Record<string, unknown>>): string | undefined {
  const found = Object.entries(environment).find(
    ([key, value]) =>
      (/(PASSWORD|SECRET|TOKEN|_KEY|CREDENTIAL)/.test(key) && !key.endsWith('_FILE')) ||
      /:\/\/[^/@\s]*:[^/@\s]+@/.test(String(value)),
  );
  return found && `has the secret ${found[0]} in plain text`;
}

const hasCheck = (service: Service): boolean => {
  const own = service['healthcheck'] as { disable?: boolean; test?: unknown } | undefined;
  return own?.test !== undefined && own.disable !== true;
};
/** A migration ends, and needs no check. */
const isServing = (_: Service, name: string): boolean => !name.endsWith('-migrate');

const isUnprivileged = (user: unknown): boolean => /^[1-9]\d*:[1-9]\d*$/.test(String(user));

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
