/**
 * `node infra/compose/setup.ts [FOLDER]`: makes certificates, keys, passwords and Envoy's configuration at the first start, each in
 * the folder of the one container that may read it, and then renews certificates every hour. What is there stays as it is.
 */
import { setInterval } from 'node:timers/promises';
import { DATA } from './places.ts';
import { prepare, renew } from './prepare.ts';

const RENEWAL_MS = 3_600_000;

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
process.umask(0o077);
const [folder = DATA] = process.argv.slice(2);
await prepare(folder);
console.log('Certificates, secrets and configuration are complete.');
for await (const _ of setInterval(RENEWAL_MS)) await renew(folder);
