/** What the launcher can run: tasks (processes that stay) and jobs (steps that end), each after those it needs. */
import type { Addresses, Slot } from './addresses.ts';

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

export type Task = {
  readonly kind: 'task';
  readonly name: string;
  /** Names of tasks and jobs that must be ready before this one starts. */
  readonly needs: readonly string[];
  /** Runs before every start: folders, files, first set-up. */
  prepare?(at: Addresses): Promise<void>;
  program(at: Addresses, slot: Slot): Program;
  /** Settles when the process answers; throws while it does not yet. */
  ready(at: Addresses, slot: Slot): Promise<unknown>;
  /** Sends all that comes to the instance in `slot` from now on; settles when it does. Without it nothing can take over. */
  handOver?(at: Addresses, slot: Slot): Promise<void>;
  /** Time from start to ready. */
  readonly deadlineMs: number;
  /** Signal that asks it to end; SIGTERM unless told. */
  readonly stopSignal?: NodeJS.Signals;
};

export type Job = {
  readonly kind: 'job';
  readonly name: string;
  readonly needs: readonly string[];
  /** Answers what it did in a word or two, or nothing when there was nothing to do. */
  run(at: Addresses): Promise<string | undefined>;
};
