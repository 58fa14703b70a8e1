/** One service of the compose file, as far as it is used here, and what all of Melo's own have in common. */

import { USER } from '../containers/paths.ts';
import { type ImageName, readPins, reference } from '../images/pinned.ts';

export type Condition = 'service_healthy' | 'service_started' | 'service_completed_successfully';

export type Container = {
  readonly image: string;
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { condition: Condition }>>;
} & Readonly<Record<string, unknown>>;

/** Name of the volume that the setup container fills. */
export const VOLUME = 'data';

const pins = readPins();
export const pinned = (name: ImageName): string => reference(pins[name]);

/** Melo's own images are built from the checkout. */
export const built = (image: 'service' | 'setup' | 'web' | 'edge'): Container => ({
  image: `melo/${image}:local`,
  build: {
    context: '../..',
    dockerfile: `infra/images/${image === 'service' || image === 'setup' ? 'services' : image}.Dockerfile`,
    target: image,
  },
});

/** A container of our own: no root, no rights, nothing to write to but what is mounted. */
export const restricted = (limits: { memoryMb: number; stopSeconds: number }) => ({
  user: `${USER}:${USER}`,
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  ...limited(limits.memoryMb),
  stop_grace_period: `${limits.stopSeconds}s`,
});

/** What keeps one container from taking the machine. */
export const limited = (memoryMb: number) => ({
  mem_limit: `${memoryMb}m`,
  pids_limit: 512,
  logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
});

/** A folder of the setup container's volume. */
export const prepared = (subpath: string, target: string) => ({
  type: 'volume',
  source: VOLUME,
  target,
  read_only: true,
  volume: { subpath, nocopy: true },
});

/** In memory, and root's: without the rights of everyone the container's user could not write. Nobody else is in it. */
export const scratch = (target: string) => ({
  type: 'tmpfs',
  target,
  tmpfs: { size: 67_108_864, mode: 0o1777 },
});

export const after = (condition: Condition, ...names: readonly string[]): Record<string, { condition: Condition }> =>
  Object.fromEntries(names.map((name) => [name, { condition }]));

/** Often while it starts, then seldom: each check is a process of its own. */
export const check = (command: string | readonly string[], startSeconds = 30) => ({
  test: typeof command === 'string' ? ['CMD-SHELL', command] : ['CMD', ...command],
  start_period: `${startSeconds}s`,
  start_interval: '2s',
  interval: '30s',
  timeout: '10s',
  retries: 3,
});

/** What containers of others have in common; their images choose the user. */
export const base = (memoryMb: number) => ({
  ...limited(memoryMb),
  security_opt: ['no-new-privileges:true'],
  restart: 'unless-stopped',
});

/** A volume that outlives its container. */
export const data = (name: string, target: string) => ({ type: 'volume', source: name, target });
