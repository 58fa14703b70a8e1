/** MariaDB of Debian, unpacked in the cache; its system tables are made by bootstrap SQL, which needs no root. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Addresses, localPassword } from '../addresses.ts';
import type { Daemon } from '../daemon.ts';
import { debianPackages } from '../packages.ts';
import { folderOf } from '../provision.ts';
import { run } from '../run.ts';

export const part = {
  name: 'mariadb',
  version: '10.11',
  fetch: (into: string) => debianPackages(['mariadb-server-core', 'libaio1', 'liburing2'], into),
};

const folder = (at: Addresses) => join(at.data, 'mariadb');
const library = (at: Addresses) => join(folderOf(part, at), 'usr/lib/x86_64-linux-gnu');

const options = (at: Addresses) => [
  '--no-defaults',
  `--basedir=${join(folderOf(part, at), 'usr')}`,
  `--lc-messages-dir=${join(folderOf(part, at), 'usr/share/mysql')}`,
  `--datadir=${folder(at)}`,
  ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  '--innodb-buffer-pool-size=64M',
  '--performance-schema=OFF',
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_unicode_ci',
];

export const mariadb: Daemon = {
  name: 'mariadb',
  async prepare(at) {
    if (existsSync(join(folder(at), 'transactions'))) return;
    await rm(folder(at), { recursive: true, force: true });
    await mkdir(folder(at), { recursive: true });
    const share = join(folderOf(part, at), 'usr/share/mysql');
    const scripts = ['mysql_system_tables.sql', 'mysql_performance_tables.sql', 'mysql_system_tables_data.sql', 'maria_add_gis_sp_bootstrap.sql'];
    const system = await Promise.all(scripts.map((name) => readFile(join(share, name), 'utf8')));
    const password = localPassword('transactions');
    const own = [
      'flush privileges;',
      "drop user if exists ''@'localhost';",
      `create user transactions@'127.0.0.1' identified by '${password}';`,
      "grant all on `transactions%`.* to transactions@'127.0.0.1';",
      'create database transactions character set utf8mb4;',
    ];
    const sql = ['create database if not exists mysql;', 'use mysql;', ...system, ...own].join('\n');
    await run(binary(at), [...options(at), '--bootstrap', '--skip-networking'], { input: sql, env: { LD_LIBRARY_PATH: library(at) } });
  },
  command: (at) => [
    binary(at),
    ...options(at),
    '--bind-address=127.0.0.1',
    `--port=${at.ports.mariadb}`,
    `--socket=${join(at.run, 'mariadb.sock')}`,
    `--pid-file=${join(at.run, 'mariadb.pid')}`,
    '--max-connections=100',
    '--skip-name-resolve',
  ],
  env: (at) => ({ LD_LIBRARY_PATH: library(at) }),
  ready: (at) => greeted(at.ports.mariadb),
  stopSignal: 'SIGTERM',
};

const binary = (at: Addresses) => join(folderOf(part, at), 'usr/sbin/mariadbd');

/** The server greets a new connection as soon as it serves. */
const greeted = (port: number) =>
  new Promise<void>((done, failed) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(1000, () => socket.destroy(new Error('no greeting')));
    socket.once('error', failed).once('data', () => {
      socket.destroy();
      done();
    });
  });
