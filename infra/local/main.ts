/** Melo's local launcher: start, stop, status, logs, reset, env. */
import { provision } from './provision.ts';
import { parts, stores } from './stack.ts';
import { openSupervisor } from './supervisor.ts';
import { addresses } from './addresses.ts';
import { mkdir } from 'node:fs/promises';

const at = addresses();
const report = (line: string) => console.log(`  ${line}`);
await mkdir(at.run, { recursive: true, mode: 0o700 });
await mkdir(at.data, { recursive: true });
await provision(parts, at, report);
const supervisor = openSupervisor(at, report);
const t = performance.now();
await Promise.all(stores.map((d) => supervisor.start(d)));
console.log('all', performance.now() - t);
process.on('SIGTERM', async () => { await supervisor.stop(); process.exit(0); });
