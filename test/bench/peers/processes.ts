/** Processes of a scenario of its own, beside no stack: started, watched for CPU, and stopped by it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '#infra/local/addresses.ts';

/** Heap of each, as the gateway of the local stack has it. */
const HEAP = '--max-old-space-size=512';

export type Processes = Awaited<ReturnType<typeof openProcesses>>;

export async function openProcesses() {
  const folder = await mkdtemp(join(tmpdir(), 'melo-bench-'));
  const children = new Map<string, ChildProcess>();
  const others: { name: string; pid: number }[] = [];
  return {
    socket: (name: string): string => join(folder, `${name}.sock`),
    /** Starts a module of the checkout and resolves with its first message, or at once when it sends none. */
    async start(name: string, [file, ...args]: [string, ...string[]], options: StartOptions = {}): Promise<unknown> {
      const child = fork(join(checkout, file), args, {
        execArgv: [HEAP],
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      children.set(name, child);
      if (options.isSilent) return undefined;
      const ended = once(child, 'exit').then(() => {
        throw new Error(`${name} ended before it was ready`);
      });
      ended.catch(() => {});
      const [message] = await Promise.race([once(child, 'message'), ended]);
      return message;
    },
    /** Counts the CPU of a process that the scenario stops itself. */
    watch: (name: string, pid: number): unknown => others.push({ name, pid }),
    /** For `inTurns`. */
    watched: {
      settled: async () => {},
      processes: async () => [...[...children].map(([name, { pid }]) => ({ name, pid })), ...others],
    },
    async stop(): Promise<void> {
      for (const child of children.values()) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type StartOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** It sends no message when it is ready. */
  readonly isSilent?: boolean;
};
