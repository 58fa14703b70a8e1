/** Fills the volume of Compose; see setup.ts. */
import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensurePki, PUBLIC, renewPki } from '../../envoy/pki/pki.ts';
import { secretsOf } from '../containers/environment.ts';
import { envoyFiles } from '../containers/envoy-files.ts';
import { EDGE, processes, type Store, services } from '../topology.ts';
import { around, compose, envoyFolder, secretsFolder } from './places.ts';
import { doneFile } from './prepared.ts';

const PASSWORD_BYTES = 24;
const REGISTRY = 'registry';

/** Files of the PKI that hold a setting of a process. */
const KEY_FILES: Readonly<Record<string, string>> = {
  MELO_IDEMPOTENCY_KEY: 'idempotency.key',
  MELO_AUDIT_KEY: 'audit.key',
  MELO_JWT_KEY: 'jwt.key',
  MELO_REFRESH_KEY: 'refresh.key',
  MELO_MAIL_KEY: 'mail.key',
};

export async function prepare(folder: string): Promise<void> {
  await rm(doneFile(folder), { force: true });
  await ensurePki(folder);
  for (const { name, files } of await envoyFiles(compose, { collector: undefined, settings: SETTINGS }))
    for (const [file, content] of Object.entries(files))
      await write(join(folder, envoyFolder(name), 'envoy', file), JSON.stringify(content));
  for (const { name } of [...processes, { name: EDGE }]) await giveCertificates(folder, name);
  await prepareStores(folder);
  await prepareProcesses(folder);
  await write(doneFile(folder), '');
}

/** Renews the certificates that are past half their life and gives them to their Envoys, which load them by themselves. */
export async function renew(folder: string): Promise<string[]> {
  const renewed = await renewPki(folder);
  const names = new Set(renewed.map((name) => (name === PUBLIC ? EDGE : name)));
  for (const name of [...processes.map((one) => one.name), EDGE])
    if (names.has(name)) await giveCertificates(folder, name);
  return renewed;
}

/** Nothing is before the edge of a developer's machine, and all its users come from one address. */
export const SETTINGS = { isProduction: false, trustedHops: 0, callsPerAddress: 0 } as const;

/** Key before certificate, as in envoy/pki. */
async function giveCertificates(folder: string, name: string): Promise<void> {
  const own = name === EDGE ? [EDGE, PUBLIC] : [name];
  const files = [...own.flatMap((leaf) => [`${leaf}.key`, `${leaf}.pem`]), ...(name === EDGE ? ['jwks.json'] : [])];
  for (const file of ['ca.pem', ...files]) await give(folder, file, join(envoyFolder(name), 'pki', file));
}

/** Passwords of the stores that have them, each with the store and, in an address, with its service. */
async function prepareStores(folder: string): Promise<void> {
  const databases = [REGISTRY, ...withStore('postgres')];
  for (const name of ['postgres', ...databases]) await password(folder, 'postgres', name);
  await writeForStore(folder, 'postgres', 'databases', `${databases.join('\n')}\n`);
  await writeForStore(
    folder,
    REGISTRY,
    'registry.properties',
    registrySettings(await password(folder, 'postgres', REGISTRY)),
  );
  await password(folder, 'mariadb', 'root');
  for (const store of ['postgres', 'mariadb', 'redis'] as const)
    for (const name of withStore(store)) {
      const secret = await password(folder, store, name);
      const database = store === 'redis' ? '' : `/${name}`;
      const file = join(folder, secretsFolder(name), `MELO_${store.toUpperCase()}_URL`);
      await write(file, `${store}://${name}:${secret}@${store}${database}`);
      if (store === 'redis') await writeForStore(folder, store, 'users.acl', redisUsers(name, secret));
    }
}

/** Above what the image itself sets. */
const registrySettings = (secret: string): string => `config_ordinal=500\napicurio.datasource.password=${secret}\n`;

const redisUsers = (name: string, secret: string): string =>
  `user default off\nuser ${name} on >${secret} ~* &* +@all -@dangerous +info\n`;

async function prepareProcesses(folder: string): Promise<void> {
  for (const { name, stores } of services) {
    const into = secretsFolder(name);
    await give(folder, 'jwks.json', join(into, 'jwks.json'));
    for (const secret of secretsOf(processes.find((one) => one.name === name)!, around)) {
      const file = KEY_FILES[secret];
      if (file) await give(folder, file, join(into, secret));
    }
    if ((stores as readonly Store[]).includes('dynamodb')) {
      const secret = await password(folder, 'dynamodb', name);
      const lines = ['[default]', `aws_access_key_id=${name}`, `aws_secret_access_key=${secret}`];
      await write(join(folder, into, 'aws-credentials'), `${lines.join('\n')}\n`);
    }
  }
}

const withStore = (store: Store): string[] =>
  services.filter(({ stores }) => (stores as readonly Store[]).includes(store)).map(({ name }) => name);

/** The password of `name` in a store, made when it is missing. */
async function password(folder: string, store: string, name: string): Promise<string> {
  const file = join(folder, secretsFolder(store), `${name}.password`);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known) return known;
  const made = randomBytes(PASSWORD_BYTES).toString('base64url');
  await writeForStore(folder, store, `${name}.password`, made);
  return made;
}

/** Stores run as users of their own; only they have the folder. */
async function writeForStore(folder: string, store: string, file: string, content: string): Promise<void> {
  const own = join(folder, secretsFolder(store));
  await mkdir(own, { recursive: true });
  await chmod(own, 0o755);
  await write(join(own, file), content, 0o644);
}

/** Copies a file of the PKI; readers see the old file or the new one. */
async function give(folder: string, file: string, to: string): Promise<void> {
  const target = join(folder, to);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(join(folder, 'pki', file), `${target}.draft`);
  await rename(`${target}.draft`, target);
}

async function write(target: string, content: string, mode = 0o600): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.draft`, content);
  // Beyond the umask of this process.
  await chmod(`${target}.draft`, mode);
  await rename(`${target}.draft`, target);
}
