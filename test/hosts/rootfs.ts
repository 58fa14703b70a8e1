/** The system of the hosts: Debian, as mmdebstrap makes it once into the cache. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Addresses } from '#infra/local/addresses.ts';
import { folderOf, type Part, provision } from '#infra/local/dependencies/provision.ts';
import { run } from '#infra/local/supervisor/run.ts';

/** What a cloud's image brings, and the packages that the role `base` installs: hosts under test reach no mirror. */
const PACKAGES = [
  ...['systemd', 'systemd-sysv', 'dbus', 'openssh-server', 'python3', 'python3-apt', 'libatomic1', 'procps'],
  ...['ca-certificates', 'curl', 'openssl', 'unattended-upgrades'],
];
const SUITE = 'bookworm';
const ARCHIVE = 'rootfs.tar';

const rootfsPart: Part = {
  name: 'host-rootfs',
  version: createHash('sha256')
    .update([SUITE, ...PACKAGES].join())
    .digest('hex')
    .slice(0, 12),
  fetch: async (into) =>
    void (await run('mmdebstrap', [
      '--quiet',
      '--variant=minbase',
      `--include=${PACKAGES.join()}`,
      SUITE,
      join(into, ARCHIVE),
    ])),
};

/** Path of the archive. */
export async function rootfs(at: Addresses): Promise<string> {
  await provision([rootfsPart], at, console.log);
  return join(folderOf(rootfsPart, at), ARCHIVE);
}
