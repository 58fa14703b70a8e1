/** Runs a command of services beside those that serve, on the same stores: `main.ts skipped` and the like. */
import { spawnSync } from 'node:child_process';
import { services } from '../../topology.ts';
import { type Addresses, checkout, serviceEnv } from '../addresses.ts';
import { entryOf } from '../processes.ts';

/** In the services named, else in all that listen to others; `args` follow the verb. Answers the exit code. */
export function runInServices(
  at: Addresses,
  verb: string,
  names: readonly string[],
  args: readonly string[] = [],
): number {
  const listening = services.filter(({ consumes }) => consumes.length > 0).map(({ name }) => name as string);
  const unknown = names.find((name) => !listening.includes(name));
  if (unknown) throw new Error(`There is no ${unknown} that listens to others; there are ${listening.join(', ')}.`);
  for (const name of names.length > 0 ? names : listening) {
    console.log(`${name}:`);
    const env = { ...process.env, ...serviceEnv(at, name) };
    const { status } = spawnSync(process.execPath, [entryOf(name), verb, ...args], {
      cwd: checkout,
      env,
      stdio: 'inherit',
    });
    if (status !== 0) return status ?? 1;
  }
  return 0;
}
