/** What a tool says when it fails; nothing when it finds nothing. */
import { checkout } from '../local/addresses.ts';
import { type RunOptions, run } from '../local/supervisor/run.ts';

/** Runs in the checkout unless told otherwise. */
export const toolProblems = (command: string, args: readonly string[], options: RunOptions = {}): Promise<string[]> =>
  run(command, args, { cwd: checkout, ...options }).then(
    () => [],
    (error: Error) => [error.message],
  );
