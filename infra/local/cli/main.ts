/** The launcher's command line: `node infra/local/cli/main.ts COMMAND …`. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Addresses, addresses } from '../addresses.ts';
import { setObserved } from '../observe/observed.ts';
import type { Mode } from '../stack.ts';
import { command } from '../supervisor/control.ts';
import type { Status } from '../supervisor/launcher.ts';
import { runningAddresses } from '../supervisor/running.ts';
import { detach } from './detach.ts';
import { environment } from './environment.ts';
import { runInServices } from './service-command.ts';
import { showLog } from './show-log.ts';
import { table } from './table.ts';
import { testFile } from './test-file.ts';

const STOPPED_POLL_MS = 20;

const USAGE = `Usage: main.ts COMMAND
  start [--detach] [--observe]   starts the whole stack, with Collector, Prometheus, Alertmanager, Jaeger and Loki
  dev                 starts the whole stack and restarts a process when one of its sources is saved
  stores [--detach]   starts only stores, broker, registry and mail catcher
  stop                stops the stack
  restart [NAME …]    replaces services and gateway, or the processes named, without a pause
  status              shows processes, states, restarts and memory
  logs NAME [-f]      shows the log of a process
  env                 prints addresses, certificates and the demo user as JSON
  reset               stops the stack and deletes its data
  rebuild NAME        rebuilds a service's read models from its topics while the old ones serve
  test-file PATH …    runs test files against the running stack
  dlq-list [NAME …]   lists the dead letters of services: events that they could not apply, each with its cause
  dlq-redrive [NAME …]            applies the dead letters again, once their cause is fixed
  dlq-discard NAME TOPIC/PARTITION/OFFSET   discards a dead letter for good`;

type Command = (at: Addresses, args: readonly string[]) => number | Promise<number>;

const start =
  (mode: Mode): Command =>
  async (at, args) => {
    if (args.includes('--observe')) setObserved();
    if (args.includes('--detach')) return detach(at, mode);
    // Loaded only here: it imports every part of the stack.
    return (await import('./foreground.ts')).foreground(at, mode);
  };

const COMMANDS: Readonly<Record<string, Command>> = {
  start: start('start'),
  dev: start('dev'),
  stores: start('stores'),
  async stop(at) {
    console.log((await stop(at)) ? 'Melo has stopped.' : 'Melo is not running.');
    return 0;
  },
  restart,
  async status(at) {
    const status = await command<Status>(at, 'status');
    console.log(status ? table(status) : `Melo is not running in ${at.home}.`);
    return 0;
  },
  logs: showLog,
  env(at) {
    console.log(JSON.stringify(environment(at), undefined, 2));
    return 0;
  },
  async reset(at) {
    await stop(at);
    for (const folder of ['data', 'logs', 'pki', 'envoy', 'compiled'])
      await rm(join(at.home, folder), { recursive: true, force: true });
    console.log(`Melo's data in ${at.home} is deleted.`);
    return 0;
  },
  rebuild(at, names) {
    if (names.length === 0) throw new Error('Name the service: npm run stack:rebuild -- reports');
    return runInServices(at, 'rebuild', { names }) || restart(at, names);
  },
  'test-file': testFile,
  // The services' own verbs for dead letters are in services/kit/service/commands.ts.
  'dlq-list': (at, names) => runInServices(at, 'dead-letters', { names }),
  'dlq-redrive': (at, names) => runInServices(at, 'redrive', { names }),
  'dlq-discard'(at, [name, place]) {
    if (!name || !place)
      throw new Error('Name the service and the event: npm run dlq:discard -- reports TOPIC/PARTITION/OFFSET');
    return runInServices(at, 'discard', { names: [name], args: [place] });
  },
};

// Only the owner may read keys, data and logs of the stack, whatever the shell's umask is; every process inherits this.
process.umask(0o077);
const [verb = '', ...args] = process.argv.slice(2);
try {
  const at = await runningAddresses(addresses(), verb);
  // Processes that the launcher starts use the same home, also when it is the default.
  process.env.MELO_HOME = at.home;
  process.exit(await runCommand(at));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function runCommand(at: Addresses): Promise<number> {
  if (Object.hasOwn(COMMANDS, verb)) return COMMANDS[verb]!(at, args);
  console.error(USAGE);
  return 1;
}

/** Replaces the named processes, or all services and the gateway. */
async function restart(at: Addresses, names: readonly string[]): Promise<number> {
  const failure = await command<string>(at, ['restart', ...names].join(' '));
  if (failure) throw new Error(failure);
  console.log(failure === undefined ? `Melo is not running in ${at.home}.` : 'Restarted.');
  return 0;
}

/** Returns whether a stack was running; settles when its launcher has ended, too. */
async function stop(at: Addresses): Promise<boolean> {
  if ((await command(at, 'stop')) === undefined) return false;
  while ((await command(at, 'status')) !== undefined) await sleep(STOPPED_POLL_MS);
  return true;
}
