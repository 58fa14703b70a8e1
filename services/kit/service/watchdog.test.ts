import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const HANG_MS = 500;
const TICK_MS = 50;

/** A watched process that then runs `code`; what it prints comes line by line. */
function watched(code: string) {
  const script = `
    import { startWatchdog } from '#kit/service/watchdog.ts';
    startWatchdog('service', { hangMs: ${HANG_MS}, tickMs: ${TICK_MS} });
    ${code}`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  return { child, ended: once(child, 'close'), printed: () => printed };
}

const serving = 'setInterval(() => console.log("turn"), 20);';

test('a process whose event loop hangs is killed, and its log says why', async () => {
  const { ended, printed } = watched('setTimeout(() => { for (;;); }, 200); setInterval(() => {}, 1000);');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  const { level, process: name, msg } = JSON.parse(printed());
  assert.deepEqual([level, name], [60, 'service']);
  assert.match(msg, /^event_loop_hung: The event loop has not turned for 0\.5 s/);
});

test('a process that was stopped for longer, or is idle, has not hung', async () => {
  const { child, ended, printed } = watched(serving);
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  await pause(3 * HANG_MS);
  child.kill('SIGCONT');
  const before = printed().length;
  await pause(3 * HANG_MS);
  assert.ok(printed().length > before, 'it goes on');
  assert.ok(!printed().includes('event_loop_hung'));
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [null, 'SIGTERM']);
});

test('long work that lets the loop turn is no hang, and a watched process ends by itself when nothing is left to do', async () => {
  const turns = `for (let i = 0; i < 10; i++) {
      for (const end = performance.now() + ${HANG_MS / 3}; performance.now() < end; );
      await new Promise((done) => setTimeout(done, ${TICK_MS}));
    }
    console.log('done');`;
  const { ended, printed } = watched(turns);
  assert.deepEqual(await ended, [0, null]);
  assert.equal(printed(), 'done\n');
});
