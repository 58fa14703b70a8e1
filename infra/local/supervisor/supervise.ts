/** Starts steps in the order of their needs, keeps their processes running, and stops them in the reverse order. */
import type { Addresses } from '../addresses.ts';
import { secondsSince } from './logs.ts';
import { superviseProcess } from './process.ts';
import type { Report, Running } from './supervised.ts';
import type { Job, Task } from './task.ts';

export type Step = Task | Job;

export type Stack = {
  /** Settles when every step is ready; throws when one fails. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Kills the processes that still run. */
  kill(): void;
  /** Runs the jobs that the process needs, if they have anything to do, and replaces the process while the rest runs. */
  replace(name: string): Promise<void>;
  /** Names of the processes that are replaced when none is named: ours, without the Envoys beside them. */
  replaceable(): string[];
  status(): Running[];
};

type Context = {
  readonly at: Addresses;
  readonly steps: readonly Step[];
  readonly report: Report;
  readonly processes: ReadonlyMap<string, ReturnType<typeof superviseProcess>>;
  stopping: boolean;
};

export function supervise(at: Addresses, steps: readonly Step[], report: Report): Stack {
  assertOrdered(steps);
  const tasks = steps.filter((step) => step.kind === 'task');
  const processes = new Map(tasks.map((task) => [task.name, superviseProcess(task, at, report)]));
  const context: Context = { at, steps, report, processes, stopping: false };
  return {
    start: () => startAll(context),
    async stop() {
      context.stopping = true;
      await stopAll(context);
    },
    kill() {
      for (const process of processes.values()) process.kill();
    },
    replace: (name) => replace(context, name),
    replaceable: () => tasks.filter(({ handOver }) => handOver && handOver !== 'by itself').map(({ name }) => name),
    status: () => [...processes.values()].map(({ running }) => ({ ...running })),
  };
}

function assertOrdered(steps: readonly Step[]): void {
  for (const [i, { name, needs }] of steps.entries()) {
    const missing = needs.find((need) => !steps.slice(0, i).some((step) => step.name === need));
    if (missing) throw new Error(`${name} needs ${missing}, which is not listed before it.`);
  }
}

async function startAll(context: Context): Promise<void> {
  const ready = new Map<string, Promise<void>>();
  for (const step of context.steps) {
    const needed = Promise.all(step.needs.map((name) => ready.get(name)));
    ready.set(
      step.name,
      needed.then(() => startStep(context, step)),
    );
  }
  await Promise.all(ready.values());
}

async function startStep(context: Context, step: Step): Promise<void> {
  if (context.stopping) return;
  const { at, processes, report } = context;
  const started = performance.now();
  const done = step.kind === 'task' ? await processes.get(step.name)?.start() : await runJob(step, at);
  if (context.stopping) return;
  if (step.kind === 'task') report(`ready    ${step.name.padEnd(24)} ${secondsSince(started)}`);
  else if (done) report(`done     ${`${step.name}: ${done}`.padEnd(24)} ${secondsSince(started)}`);
}

/** Every step ends after those that need it. */
async function stopAll({ steps, processes }: Context): Promise<void> {
  const stopped = new Map<string, Promise<void>>();
  const stopStep = (name: string): Promise<void> => {
    const users = steps.filter((step) => step.needs.includes(name)).map((step) => step.name);
    const stopping = stopped.get(name) ?? Promise.all(users.map(stopStep)).then(() => processes.get(name)?.stop());
    stopped.set(name, stopping);
    return stopping;
  };
  await Promise.all(steps.map((step) => stopStep(step.name)));
}

async function replace({ at, steps, processes }: Context, name: string): Promise<void> {
  const task = steps.find((step) => step.kind === 'task' && step.name === name);
  if (!task) throw new Error(`there is no process ${name}`);
  for (const job of steps) if (job.kind === 'job' && task.needs.includes(job.name)) await runJob(job, at);
  await processes.get(name)!.replace();
}

async function runJob(job: Job, at: Addresses): Promise<string | undefined> {
  try {
    return await job.run(at);
  } catch (error) {
    throw new Error(`${job.name}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
