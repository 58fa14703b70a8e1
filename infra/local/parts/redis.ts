/** Redis of Debian, unpacked in the cache; every write is appended to disk within a second. */
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Daemon } from '../daemon.ts';
import { debianPackages } from '../packages.ts';
import { folderOf } from '../provision.ts';

export const part = {
  name: 'redis',
  version: '7.0',
  fetch: (into: string) => debianPackages(['redis-server', 'redis-tools', 'liblzf1', 'libjemalloc2', 'libatomic1', 'liblua5.1-0'], into),
};

export const redis: Daemon = {
  name: 'redis',
  prepare: async (at) => void (await mkdir(join(at.data, 'redis'), { recursive: true })),
  command: (at) => [
    join(folderOf(part, at), 'usr/bin/redis-server'),
    ...['--port', String(at.ports.redis), '--bind', '127.0.0.1', '--dir', join(at.data, 'redis')],
    ...['--appendonly', 'yes', '--save', '', '--maxmemory', '128mb', '--maxmemory-policy', 'noeviction'],
  ],
  env: (at) => ({ LD_LIBRARY_PATH: join(folderOf(part, at), 'usr/lib/x86_64-linux-gnu') }),
  ready: (at) =>
    new Promise<void>((done, failed) => {
      const socket = connect(at.ports.redis, '127.0.0.1', () => socket.write('PING\r\n'));
      socket.setTimeout(1000, () => socket.destroy(new Error('no answer')));
      socket.once('error', failed).once('data', (answer) => {
        socket.destroy();
        if (String(answer).startsWith('+PONG')) done();
        else failed(new Error(String(answer)));
      });
    }),
  stopSignal: 'SIGTERM',
};
