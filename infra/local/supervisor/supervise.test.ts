/** Starting in order, restarting, stopping in reverse, leaving nothing behind; with real processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Addresses, addresses } from '../addresses.ts';
import { logFile } from './logs.ts';
import { supervise } from './supervise.ts';
import type { HandOver, Incarnation, Job, Task } from './task.ts';

const WAIT_MS = 10_000;

function home(t: TestContext): Addresses {
  const folder = mkdtempSync(join(tmpdir(), 'melo-supervise-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return addresses({ MELO_HOME: folder, HOME: folder });
}

/** A process that makes a file and then sleeps; it is ready when the file is there. */
const sleeper = (name: string, needs: readonly string[] = [], script = `touch ${name}; sleep 60`): Task => ({
  kind: 'task',
  name,
  needs,
  deadlineMs: 5_000,
  prepare: async (at) => rmSync(join(at.home, name), { force: true }),
  program: () => ({ command: 'sh', args: ['-c', script] }),
  ready: async (at) => assert.ok(existsSync(join(at.home, name))),
});

const isAlive = (pid: number | undefined): boolean => pid !== undefined && existsSync(`/proc/${pid}`);

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + WAIT_MS; performance.now() < end; await sleep(20)) if (condition()) return;
  assert.fail('the condition was not met in time');
}

test('steps start after those they need and stop before them', async (t) => {
  const at = home(t);
  const seen: string[] = [];
  const job: Job = { kind: 'job', name: 'migrate', needs: ['store'], run: async () => void seen.push('migrate') };
  const trap = (name: string) => `touch ${name}; trap 'echo ${name} >> order; exit' TERM; while :; do sleep 0.05; done`;
  const steps = [sleeper('store', [], trap('store')), job, sleeper('service', ['migrate'], trap('service'))];
  const stack = supervise(at, steps, (line) => seen.push(line.replace(/ +[\d.]+ s$/, '')));
  await stack.start();
  assert.deepEqual(seen, ['ready    store', 'migrate', 'ready    service']);
  const pids = stack.status().map(({ pid }) => pid);
  await stack.stop();
  assert.equal(readFileSync(join(at.home, 'order'), 'utf8'), 'service\nstore\n');
  assert.deepEqual(pids.map(isAlive), [false, false]);
});

test('a process that is killed is reported and runs again', async (t) => {
  const at = home(t);
  const lines: string[] = [];
  const stack = supervise(at, [sleeper('service')], (line) => lines.push(line));
  t.after(() => stack.stop());
  await stack.start();
  const first = stack.status()[0]?.pid;
  process.kill(first!, 'SIGKILL');
  await until(() => stack.status()[0]?.restarts === 1 && stack.status()[0]?.state === 'ready');
  assert.notEqual(stack.status()[0]?.pid, first);
  assert.ok(lines.some((line) => line.startsWith('crashed  service ended (SIGKILL)')));
});

test('a process whose event loop hangs is killed by its watchdog and runs again', async (t) => {
  const at = home(t);
  // It hangs in its first life only: the folder is made once.
  const code = `import { startWatchdog } from '#kit/service/watchdog.ts'; import { mkdirSync, writeFileSync } from 'node:fs';
    startWatchdog('service', { hangMs: 500, tickMs: 50 });
    const isFirst = mkdirSync('${at.home}/lived', { recursive: true }) !== undefined;
    writeFileSync('${at.home}/service', '');
    setInterval(() => { while (isFirst); }, 200);`;
  const args = ['--input-type=module-typescript', '--eval', code];
  const program = () => ({ command: process.execPath, args, cwd: import.meta.dirname });
  const stack = supervise(at, [{ ...sleeper('service'), program }], () => {});
  t.after(() => stack.stop());
  await stack.start();
  await until(() => stack.status()[0]?.restarts === 1 && stack.status()[0]?.state === 'ready');
  assert.match(readFileSync(logFile(at, 'service'), 'utf8'), /event_loop_hung/);
});

test('a successor takes over, and its predecessor is stopped or ends by itself', async (t) => {
  const at = home(t);
  // The first generation of the second sees its successor's file.
  const leavingScript =
    'touch b-$GENERATION; until [ -e b-1 ]; do sleep 0.05; done; [ $GENERATION = 1 ] && sleep 60; touch left';
  const replaceable = (name: string, script: string, handOver: HandOver): Task => ({
    ...sleeper(name, [], script),
    program: (_, { slot, generation }) => ({
      command: 'sh',
      args: ['-c', script],
      env: { SLOT: slot, GENERATION: String(generation) },
    }),
    ready: async ({ home }, { generation }) => assert.ok(existsSync(join(home, `${name}-${generation}`))),
    handOver,
  });
  const handedTo: Incarnation[] = [];
  const stopped = replaceable(
    'a',
    'touch a-$GENERATION; exec sleep 60',
    async (_, incarnation) => void handedTo.push(incarnation),
  );
  const stack = supervise(at, [stopped, replaceable('b', leavingScript, 'by itself')], () => {});
  t.after(() => stack.stop());
  await stack.start();
  const before = stack.status().map(({ pid }) => pid);
  for (const name of ['a', 'b']) await stack.replace(name);
  assert.deepEqual(handedTo, [{ slot: 'b', generation: 1 }]);
  assert.ok(existsSync(join(at.home, 'left')), 'it was let finish');
  assert.deepEqual(before.map(isAlive), [false, false]);
  assert.deepEqual(
    stack.status().map(({ pid, state, restarts }) => [isAlive(pid), state, restarts]),
    [
      [true, 'ready', 0],
      [true, 'ready', 0],
    ],
  );
  assert.deepEqual(stack.replaceable(), ['a']);
});

test('stopping while a predecessor drains ends both and keeps its last output', async (t) => {
  const at = home(t);
  const script = 'trap "sleep 0.3; echo drained; exit" TERM; touch service-$GENERATION; while :; do sleep 0.05; done';
  const task: Task = {
    ...sleeper('service'),
    program: (_, { generation }) => ({
      command: 'sh',
      args: ['-c', script],
      env: { GENERATION: String(generation) },
    }),
    ready: async (_, { generation }) => assert.ok(existsSync(join(at.home, `service-${generation}`))),
    handOver: async () => {},
  };
  const stack = supervise(at, [task], () => {});
  await stack.start();
  const first = stack.status()[0]?.pid;
  const replacing = stack.replace('service');
  await until(() => stack.status()[0]?.pid !== first);
  const second = stack.status()[0]?.pid;
  await stack.stop();
  await replacing;
  assert.deepEqual([first, second].map(isAlive), [false, false]);
  assert.equal(readFileSync(logFile(at, 'service'), 'utf8').match(/^drained$/gm)?.length, 2);
});

test('a process that cannot start fails the start with the last lines of its log', async (t) => {
  const stack = supervise(home(t), [sleeper('service', [], 'echo no such table; exit 3')], () => {});
  t.after(() => stack.stop());
  await assert.rejects(stack.start(), /service ended \(code 3\)[\s\S]*no such table/);
});

test('a step must be listed after the steps it needs', (t) => {
  assert.throws(() => supervise(home(t), [sleeper('service', ['store'])], () => {}), /service needs store/);
});

test('nothing outlives a launcher that is killed', async (t) => {
  const at = home(t);
  const launcher = spawn(process.execPath, ['--input-type=module-typescript', '--eval', LAUNCHER], {
    env: { ...process.env, MELO_HOME: at.home },
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = Number(await new Promise((done) => launcher.stdout.once('data', done)));
  assert.ok(isAlive(pid));
  launcher.kill('SIGKILL');
  await until(() => !isAlive(pid));
});

const LAUNCHER = `
  import { addresses } from '#infra/local/addresses.ts';
  import { logFile } from './logs.ts';
import { supervise } from '#infra/local/supervisor/supervise.ts';
  const task = { kind: 'task', name: 'service', needs: [], deadlineMs: 5000, program: () => ({ command: 'sleep', args: ['60'] }), ready: async () => {} };
  const stack = supervise(addresses(), [task], () => {});
  await stack.start();
  console.log(stack.status()[0].pid);
`;
