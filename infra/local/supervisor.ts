/** Starts daemons in their order, restarts those that crash, and stops all in reverse; nothing outlives it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Addresses } from './addresses.ts';
import type { Daemon } from './daemon.ts';
import { openLogFile, tail } from './logs.ts';

const READY_DEADLINE_MS = 120_000;
const READY_POLL_MS = 100;
const STOP_DEADLINE_MS = 15_000;
const BACKOFF_MS = [200, 500, 1_000, 2_000, 5_000] as const;
/** A process that ran so long starts afresh at the first backoff. */
const STABLE_MS = 60_000;

export type State = 'starting' | 'ready' | 'crashed' | 'stopped';
export type Status = { name: string; pid: number | undefined; state: State; restarts: number; memoryMb: number };

type Kept = { daemon: Daemon; child?: ChildProcess; state: State; restarts: number; startedMs: number };

export type Supervisor = ReturnType<typeof openSupervisor>;

export function openSupervisor(at: Addresses, report: (line: string) => void) {
  const kept = new Map<string, Kept>();
  const ready = new Map<string, PromiseWithResolvers<void>>();
  let stopping = false;

  function launch(entry: Kept): void {
    const { daemon } = entry;
    // The kernel kills the child when its parent dies, even by SIGKILL.
    const [file, ...args] = [...(daemon.wrapper ?? []), 'setpriv', '--pdeathsig', 'KILL', '--', ...daemon.command(at)];
    const log = openLogFile(at.logs, daemon.name);
    const child = spawn(file!, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...daemon.env?.(at) }, detached: true });
    child.stdout.on('data', log.write);
    child.stderr.on('data', log.write);
    entry.child = child;
    entry.state = 'starting';
    entry.startedMs = Date.now();
    child.once('error', (error) => log.write(`${error.message}\n`));
    child.once('close', (code, signal) => {
      log.close();
      entry.state = stopping ? 'stopped' : 'crashed';
      if (!stopping) void revive(entry, code, signal);
    });
  }

  async function revive(entry: Kept, code: number | null, signal: string | null): Promise<void> {
    if (Date.now() - entry.startedMs > STABLE_MS) entry.restarts = 0;
    const wait = BACKOFF_MS[Math.min(entry.restarts, BACKOFF_MS.length - 1)]!;
    entry.restarts += 1;
    report(`${entry.daemon.name} ended (${signal ?? code}); restarting, see its log`);
    await delay(wait);
    if (stopping) return;
    launch(entry);
    await becomeReady(entry).then(
      () => report(`${entry.daemon.name} is back`),
      () => {},
    );
  }

  async function becomeReady(entry: Kept): Promise<void> {
    const deadline = Date.now() + READY_DEADLINE_MS;
    const { child } = entry;
    let last: unknown;
    while (Date.now() < deadline) {
      if (entry.child !== child || entry.state === 'crashed' || entry.state === 'stopped') {
        throw new Error(`${entry.daemon.name} ended while starting:\n${tail(at.logs, entry.daemon.name, 12)}`);
      }
      try {
        await entry.daemon.ready(at);
        entry.state = 'ready';
        return;
      } catch (error) {
        last = error;
        await delay(READY_POLL_MS);
      }
    }
    throw new Error(`${entry.daemon.name} is not ready after ${READY_DEADLINE_MS / 1000} s: ${last}\n${tail(at.logs, entry.daemon.name, 12)}`);
  }

  /** Settles when the named daemon serves for the first time, also when it is asked for before it is started. */
  function readiness(name: string): PromiseWithResolvers<void> {
    const known = ready.get(name) ?? Promise.withResolvers<void>();
    // Whoever starts the daemon is told of a failure; those who wait for it need not tell it again.
    known.promise.catch(() => {});
    ready.set(name, known);
    return known;
  }

  async function startOne(daemon: Daemon): Promise<void> {
    await Promise.all((daemon.after ?? []).map((name) => readiness(name).promise));
    const started = performance.now();
    await daemon.prepare?.(at);
    if (stopping) return;
    const entry: Kept = { daemon, state: 'starting', restarts: 0, startedMs: 0 };
    kept.set(daemon.name, entry);
    launch(entry);
    await becomeReady(entry);
    report(`${daemon.name} is ready (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }

  return {
    /** Starts a daemon once those it comes after are ready; resolves when it serves. */
    async start(daemon: Daemon): Promise<void> {
      const { resolve, reject } = readiness(daemon.name);
      try {
        await startOne(daemon);
        resolve();
      } catch (error) {
        reject(error);
        throw error;
      }
    },
    status: (): Status[] =>
      [...kept.values()].map(({ daemon, child, state, restarts }) => ({
        name: daemon.name,
        pid: state === 'crashed' || state === 'stopped' ? undefined : child?.pid,
        state,
        restarts,
        memoryMb: child?.pid ? residentMb(child.pid) : 0,
      })),
    /** Stops everything, the last started first, each within a bound. */
    async stop(): Promise<void> {
      stopping = true;
      const waves = [...kept.values()].reverse();
      const order = new Map<number, Kept[]>();
      for (const entry of waves) {
        const wave = rank(entry.daemon.name);
        order.set(wave, [...(order.get(wave) ?? []), entry]);
      }
      for (const wave of [...order.keys()].sort()) await Promise.all(order.get(wave)!.map(end));
    },
  };
}

/** What is nearer to the user stops first: web and gateway, services, Envoys, then the stores. */
const rank = (name: string): number =>
  name === 'web' || name === 'mesh' ? 0 : name.startsWith('service:') ? 1 : name.startsWith('envoy:') ? 2 : name === 'registry' ? 3 : 4;

async function end({ daemon, child }: Kept): Promise<void> {
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise<void>((done) => child.once('close', () => done()));
  signalGroup(child.pid, daemon.stopSignal);
  const late = setTimeout(() => signalGroup(child.pid!, 'SIGKILL'), STOP_DEADLINE_MS);
  await closed;
  clearTimeout(late);
}

/** A stop signal goes to the process alone, since stores tell their own children; a kill goes to its whole group. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(signal === 'SIGKILL' ? -pid : pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

function residentMb(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return Math.round((pages * 4096) / 1e6);
  } catch {
    return 0;
  }
}
