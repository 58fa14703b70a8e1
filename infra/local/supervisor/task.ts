/** What the launcher can run: tasks (processes that stay) and jobs (steps that end), each after those it needs. */
import type { Addresses, Slot } from '../addresses.ts';

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** Identifies one of the instances that a task has over time. */
export type Incarnation = {
  /** Where it listens, if a predecessor listens beside it. */
  readonly slot: Slot;
  /** Number of hand-overs since an instance was started without a predecessor. */
  readonly generation: number;
};

export type HandOver =
  /** Directs all calls to the given incarnation and settles when that took effect. Then the predecessor is told to end. */
  | ((at: Addresses, incarnation: Incarnation) => Promise<void>)
  /** A successor that is ready has taken over, and the predecessor ends by itself. */
  | 'by itself'
  /** Only one instance may run, such as one with a debugger's port: it is ended, then started again. */
  | 'in place';

export type Task = {
  readonly kind: 'task';
  readonly name: string;
  /** Names of tasks and jobs that must be ready before this one starts. */
  readonly needs: readonly string[];
  /** Runs before every start: folders, files, first set-up. */
  prepare?(at: Addresses): Promise<void>;
  program(at: Addresses, incarnation: Incarnation): Program;
  /** Settles when the process is ready; throws until then. */
  ready(at: Addresses, incarnation: Incarnation): Promise<unknown>;
  /** How a new instance takes over; without it the task is not replaced while it runs. */
  readonly handOver?: HandOver;
  /** Time from start to ready. */
  readonly deadlineMs: number;
  /** Signal that asks the process to end; SIGTERM by default. */
  readonly stopSignal?: NodeJS.Signals;
};

export type Job = {
  readonly kind: 'job';
  readonly name: string;
  readonly needs: readonly string[];
  /** Returns what it did in a word or two, or undefined when there was nothing to do. */
  run(at: Addresses): Promise<string | undefined>;
};
