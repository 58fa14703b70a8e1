/** Runs a command of services beside those that serve, on the same stores: `main.ts rebuild` and the like. */
import { spawnSync } from 'node:child_process';
import { services } from '../../topology.ts';
import { type Addresses, checkout, serviceEnv } from '../addresses.ts';
import { entryOf } from '../processes.ts';

type Options = {
  /** Services to run it in; all consumers when empty. */
  readonly names: readonly string[];
  /** Arguments after the verb. */
  readonly args?: readonly string[];
};

/** Returns the exit code of the first service that fails, else 0. */
export function runInServices(at: Addresses, verb: string, { names, args = [] }: Options): number {
  const consumers = services.filter(({ consumes }) => consumes.length > 0).map(({ name }) => name as string);
  const unknown = names.find((name) => !consumers.includes(name));
  if (unknown) throw new Error(`${unknown} is not a service that consumes events; these do: ${consumers.join(', ')}.`);
  for (const name of names.length > 0 ? names : consumers) {
    console.log(`${name}:`);
    const { status } = spawnSync(process.execPath, [entryOf(name), verb, ...args], {
      cwd: checkout,
      env: { ...process.env, ...serviceEnv(at, name) },
      stdio: 'inherit',
    });
    if (status !== 0) return status ?? 1;
  }
  return 0;
}
