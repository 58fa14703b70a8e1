/** What the supervisor needs to know of one long-running process. */
import type { Addresses } from './addresses.ts';

export type Daemon = {
  readonly name: string;
  /** Makes what must exist before the first start; does nothing when it exists. */
  prepare?(at: Addresses): Promise<void>;
  /** Command and arguments. */
  command(at: Addresses): readonly string[];
  /** Put before the command, outside of what ties the process to the launcher. */
  readonly wrapper?: readonly string[];
  env?(at: Addresses): Record<string, string>;
  /** Resolves when it serves, throws while it does not; asked again until the deadline. */
  ready(at: Addresses): Promise<void>;
  /** Names of daemons that must be ready first. */
  readonly after?: readonly string[];
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
};
