/** The addresses of a command: those of the stack that runs in this home, whatever MELO_PORT is. */
import { type Addresses, addresses } from '../addresses.ts';
import { command } from './control.ts';

/** Commands that start a stack on the ports they are given. */
const STARTING: readonly (string | undefined)[] = ['start', 'dev', 'stores'];

/**
 * The addresses that `verb` uses. The control socket belongs to the home and not to the ports, so `status` finds a stack on
 * other ports; `env`, `dlq-list` and others must use the ports of that stack, too.
 */
export async function runningAddresses(at: Addresses, verb: string | undefined): Promise<Addresses> {
  if (STARTING.includes(verb)) return at;
  const port = await command<number | null>(at, 'port');
  // No launcher runs, or an older version that does not know the command.
  if (typeof port !== 'number' || port === at.base) return at;
  return addresses({ ...process.env, MELO_PORT: String(port) });
}
