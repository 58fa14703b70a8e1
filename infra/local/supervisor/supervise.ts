/** Starts steps in the order of their needs, keeps their processes running, and stops them in the reverse order. */
import type { Addresses } from '../addresses.ts';
import { type Report, type Running, superviseProcess } from './process.ts';
import type { Job, Task } from './task.ts';

export type Step = Task | Job;

export function supervise(at: Addresses, steps: readonly Step[], report: Report) {
  for (const [i, { name, needs }] of steps.entries()) {
    const missing = needs.find((need) => !steps.slice(0, i).some((step) => step.name === need));
    if (missing) throw new Error(`${name} needs ${missing}, which does not stand before it.`);
  }
  const kept = new Map(
    steps.filter((step) => step.kind === 'task').map((task) => [task.name, superviseProcess(task, at, report)]),
  );
  const ready = new Map<string, Promise<void>>();
  const stopped = new Map<string, Promise<void>>();
  let stopping = false;

  const begin = async (step: Step): Promise<void> => {
    await Promise.all(step.needs.map((name) => ready.get(name)));
    if (stopping) return;
    const started = performance.now();
    const did = step.kind === 'task' ? await kept.get(step.name)?.start() : await finish(step, at);
    if (stopping) return;
    if (step.kind === 'task') report(`ready    ${step.name.padEnd(24)} ${seconds(started)}`);
    else if (did) report(`done     ${`${step.name}: ${did}`.padEnd(24)} ${seconds(started)}`);
  };

  const end = (name: string): Promise<void> => {
    const users = steps.filter((step) => step.needs.includes(name)).map((step) => step.name);
    const ending = stopped.get(name) ?? Promise.all(users.map(end)).then(() => kept.get(name)?.stop());
    stopped.set(name, ending);
    return ending;
  };

  return {
    /** Settles when every step is ready; throws when one cannot become so. Steps stand after those they need. */
    async start(): Promise<void> {
      for (const step of steps) ready.set(step.name, begin(step));
      await Promise.all(ready.values());
    },
    async stop(): Promise<void> {
      stopping = true;
      await Promise.all(steps.map((step) => end(step.name)));
    },
    /** No more patience: kills what still runs. */
    kill(): void {
      for (const one of kept.values()) one.kill();
    },
    /** Brings a step up to date while the rest runs: its job again if need be, then a successor takes over. */
    async replace(name: string): Promise<void> {
      const task = steps.find((step) => step.kind === 'task' && step.name === name);
      if (!task) throw new Error(`there is no process ${name}`);
      for (const job of steps) if (job.kind === 'job' && task.needs.includes(job.name)) await finish(job, at);
      const started = performance.now();
      await kept.get(name)!.replace();
      report(`replaced ${name.padEnd(24)} ${seconds(started)}`);
    },
    /** Names of the processes that are replaced when none is named: ours, not the Envoys beside them. */
    replaceable: (): string[] =>
      steps.filter((step) => step.kind === 'task' && typeof step.handOver === 'function').map(({ name }) => name),
    status: (): Running[] => [...kept.values()].map((one) => ({ ...one.running })),
  };
}

async function finish(job: Job, at: Addresses): Promise<string | undefined> {
  try {
    return await job.run(at);
  } catch (error) {
    throw new Error(`${job.name}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
