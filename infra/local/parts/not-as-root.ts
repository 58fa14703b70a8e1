/** PostgreSQL refuses to run as root: there it runs as a user that is not root in a namespace of its own. */
import type { Program } from '../task.ts';

const asRoot = process.getuid?.() === 0;

/** The files stay root's, seen from outside; the program sees itself as user 1000. */
export const notAsRoot = (program: Program): Program =>
  asRoot
    ? {
        ...program,
        command: 'unshare',
        args: ['--user', '--map-user=1000', '--map-group=1000', '--', program.command, ...program.args],
      }
    : program;
