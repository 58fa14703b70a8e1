/** Two hosts of `categories` with the stores of a stack, and how playbooks are run against them. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ansible } from '#infra/checks/ansible/tools.ts';
import { packRelease, packTools } from '#infra/hosts/pack.ts';
import { type Addresses, serviceEnv } from '#infra/local/addresses.ts';
import { run } from '#infra/local/supervisor/run.ts';
import { ensurePki } from '../../envoy/pki/pki.ts';
import { type Host, keyOf, type Site, SSH_PORT, startHost } from './host.ts';
import { rootfs } from './rootfs.ts';

export const PROCESS = 'categories';
export const FIRST_RELEASE = '1.0.0';
const HOSTS = { 'host-a': '127.0.1.21', 'host-b': '127.0.1.22' } as const;
/** Settings that the local stack passes and that are no secrets. */
const SETTINGS = ['MELO_KAFKA_BROKERS', 'MELO_REGISTRY_URL', 'MELO_PUBLIC_URL'];

export type Play = { readonly ok: boolean; readonly output: string; readonly changed: number };

export type Hosts = {
  readonly all: readonly Host[];
  /** Packs another release; `change` may change its files. */
  pack(version: string, change?: (release: string) => Promise<void>): Promise<void>;
  /** Runs a playbook; `variables` are above those of the inventory. */
  play(playbook: string, variables?: Readonly<Record<string, unknown>>): Promise<Play>;
  stop(): Promise<void>;
};

export async function startHosts(at: Addresses): Promise<Hosts> {
  const site: Site = { folder: join(at.home, 'hosts'), rootfs: await rootfs(at) };
  const archives = join(site.folder, 'archives');
  await rm(archives, { recursive: true, force: true });
  await mkdir(site.folder, { recursive: true });
  await ensurePki(at.home);
  if (!existsSync(keyOf(site))) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyOf(site)]);
  const pack: Hosts['pack'] = (version, change) =>
    packRelease(archives, version, { names: [PROCESS], ...(change && { change }) });
  await packTools(archives, at);
  await pack(FIRST_RELEASE);
  const all: Host[] = [];
  const stop = async () => void (await Promise.all(all.map((host) => host.stop())));
  try {
    for (const [name, address] of Object.entries(HOSTS)) all.push(await startHost(name, address, site));
  } catch (error) {
    await stop();
    throw error;
  }
  const inventory = join(site.folder, 'inventory.json');
  return {
    all,
    pack,
    async play(playbook, variables = {}) {
      await writeFile(inventory, JSON.stringify(await inventoryOf(at, site, archives)), { mode: 0o600 });
      return playOf(['-i', inventory, '-e', JSON.stringify(variables), `playbooks/${playbook}.yml`]);
    },
    stop,
  };
}

async function playOf(args: readonly string[]): Promise<Play> {
  const { command, args: all, options } = ansible('ansible-playbook', args);
  let output = '';
  const ok = await run('bash', ['-c', '"$0" "$@" 2>&1', command, ...all], options).then(
    (said) => {
      output = said;
      return true;
    },
    (error: Error) => {
      output = error.message;
      return false;
    },
  );
  const changed = [...output.matchAll(/changed=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  return { ok, output, changed };
}

async function inventoryOf(at: Addresses, site: Site, archives: string): Promise<unknown> {
  const common = {
    ...(await settingsOf(at)),
    ansible_port: SSH_PORT,
    ansible_user: 'root',
    ansible_ssh_private_key_file: keyOf(site),
    // Hosts share this machine's kernel.
    base_applies_sysctl: false,
    base_ssh_users: ['root'],
    envoy_drain_seconds: 2,
    service_kept_releases: 1,
    melo_process: PROCESS,
    melo_release: FIRST_RELEASE,
    melo_archives: archives,
    melo_mesh_domain: 'mesh.invalid',
    melo_public_url: at.urls.web,
  };
  const hosts = Object.fromEntries(
    Object.entries(HOSTS).map(([name, address]) => [
      name,
      { ...common, ansible_host: address, envoy_address: address, envoy_own_address: address },
    ]),
  );
  return { processes: { children: { services: { hosts }, mesh: {}, edge: {} } } };
}

/** What Secrets Manager and Systems Manager would return. */
async function settingsOf(at: Addresses) {
  const pki = (file: string) => readFile(join(at.pki, file), 'utf8');
  const env = serviceEnv(at, PROCESS);
  const files = ['ca.pem', `${PROCESS}.pem`, `${PROCESS}.key`];
  return {
    melo_key_set: await pki('jwks.json'),
    melo_certificates: Object.fromEntries(await Promise.all(files.map(async (file) => [file, await pki(file)]))),
    melo_settings: Object.fromEntries(SETTINGS.map((name) => [name, env[name]])),
    melo_secrets: {
      MELO_IDEMPOTENCY_KEY: await pki('idempotency.key'),
      MELO_AUDIT_KEY: await pki('audit.key'),
      MELO_POSTGRES_URL: env['MELO_POSTGRES_URL'],
    },
  };
}
