/** Commands in a checkout whose stack runs on other ports than they were given speak of that stack. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { addresses } from '../addresses.ts';
import { runningAddresses } from './running.ts';

const run = promisify(execFile);
const OTHER_PORT = '29900';

test('env prints the addresses of the running stack, also when MELO_PORT names another block', async () => {
  const running = addresses();
  assert.notEqual(running.base, Number(OTHER_PORT));
  const main = join(import.meta.dirname, '../cli/main.ts');
  const env = { ...process.env, MELO_HOME: running.home, MELO_PORT: OTHER_PORT };
  const { stdout } = await run(process.execPath, [main, 'env'], { env });
  const printed = JSON.parse(stdout) as { web: string; kafka: string; ports: { edge: number } };
  assert.equal(printed.ports.edge, running.ports.edge);
  assert.equal(printed.web, running.urls.web);
  assert.equal(printed.kafka, running.urls.kafka);
});

test('start and the commands of a home without a stack use the given ports', async () => {
  const env = { ...process.env, MELO_PORT: OTHER_PORT };
  assert.equal((await runningAddresses(addresses(env), 'start')).base, Number(OTHER_PORT));
  const elsewhere = addresses({ ...env, MELO_HOME: '/tmp/melo-nothing-runs-here' });
  assert.equal((await runningAddresses(elsewhere, 'env')).base, Number(OTHER_PORT));
});
