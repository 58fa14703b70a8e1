/** What the launcher can run: tasks (processes that stay) and jobs (steps that end), each after those it needs. */
import type { Addresses, Slot } from '../addresses.ts';

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** Which of a task's instances it is. */
export type Incarnation = {
  /** Where it listens, if a predecessor listens beside it. */
  readonly slot: Slot;
  /** How many handed over to the next since one was started with nobody before it. */
  readonly generation: number;
};

export type HandOver =
  /** Sends all that comes to the instance in that turn from now on, and settles when it does; the predecessor is told to end. */
  | ((at: Addresses, incarnation: Incarnation) => Promise<void>)
  /** A successor that is ready has taken over, and the predecessor ends by itself. */
  | 'by itself';

export type Task = {
  readonly kind: 'task';
  readonly name: string;
  /** Names of tasks and jobs that must be ready before this one starts. */
  readonly needs: readonly string[];
  /** Runs before every start: folders, files, first set-up. */
  prepare?(at: Addresses): Promise<void>;
  program(at: Addresses, incarnation: Incarnation): Program;
  /** Settles when the process answers; throws while it does not yet. */
  ready(at: Addresses, incarnation: Incarnation): Promise<unknown>;
  /** How a successor takes over; without it none can. */
  readonly handOver?: HandOver;
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
