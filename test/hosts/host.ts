/** A host: a Debian system that systemd-nspawn boots in this machine's network, with sshd on an address of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '#infra/local/supervisor/run.ts';

const BOOT_MS = 60_000;
const STOP_MS = 30_000;
const POLL_MS = 250;
export const SSH_PORT = 2222;

export type Host = {
  readonly name: string;
  readonly address: string;
  /** Runs a command of the shell as root and returns what it printed. */
  shell(command: string): Promise<string>;
  stop(): Promise<void>;
};

/** Where hosts are, and the archive of their system. */
export type Site = { readonly folder: string; readonly rootfs: string };

export const keyOf = ({ folder }: Pick<Site, 'folder'>): string => join(folder, 'ssh-key');

/** Options of ssh: hosts are made anew, so their keys are known to nobody. */
export const SSH = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'];

export async function startHost(name: string, address: string, site: Site): Promise<Host> {
  const root = join(site.folder, name);
  await rm(root, { recursive: true, force: true });
  await mkdir(root);
  await run('tar', ['--extract', '--file', site.rootfs, '--directory', root]);
  await admit(root, address, site);
  const log = await open(join(site.folder, `${name}.log`), 'w');
  const options = ['--quiet', '--boot', '--register=no', '--keep-unit', '--console=pipe', '--resolv-conf=off'];
  const nspawn = ['systemd-nspawn', ...options, '--timezone=off', `--hostname=${name}`, `--directory=${root}`];
  // When these tests are killed, their hosts are shut down: SIGKILL would leave the system behind.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ...nspawn], { stdio: ['ignore', log.fd, log.fd] });
  const shell = (line: string) =>
    run('ssh', [...SSH, '-i', keyOf(site), '-p', String(SSH_PORT), `root@${address}`, line]);
  const host: Host = {
    name,
    address,
    shell,
    async stop() {
      await stop(child);
      await log.close();
      await rm(root, { recursive: true, force: true });
    },
  };
  await booted(host, child).catch(async (error) => {
    await host.stop();
    throw error;
  });
  return host;
}

/** Lets the tests in by SSH. */
async function admit(root: string, address: string, site: Site): Promise<void> {
  await mkdir(join(root, 'root/.ssh'), { recursive: true });
  await chmod(join(root, 'root/.ssh'), 0o700);
  await copyFile(`${keyOf(site)}.pub`, join(root, 'root/.ssh/authorized_keys'));
  await writeFile(join(root, 'etc/ssh/sshd_config.d/05-test.conf'), `ListenAddress ${address}\nPort ${SSH_PORT}\n`);
}

async function booted(host: Host, child: ChildProcess): Promise<void> {
  for (const deadline = performance.now() + BOOT_MS; ; await sleep(POLL_MS)) {
    try {
      await host.shell('systemctl is-system-running --wait || true');
      return;
    } catch (error) {
      if (performance.now() > deadline || child.exitCode !== null)
        throw new Error(`${host.name} did not start`, { cause: error });
    }
  }
}

/** systemd-nspawn shuts its system down at SIGTERM. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(hard);
}
