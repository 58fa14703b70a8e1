/** The launcher's command line: start, stores, stop, restart, status, logs, reset, env. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Addresses, addresses } from '../addresses.ts';
import { command } from '../supervisor/control.ts';
import type { Status } from '../supervisor/launcher.ts';
import { runningAddresses } from '../supervisor/running.ts';
import { detach } from './detach.ts';
import { environment } from './environment.ts';
import { runInServices } from './service-command.ts';
import { showLog } from './show-log.ts';
import { table } from './table.ts';

const GONE_POLL_MS = 20;

const USAGE = `Usage: main.ts start [--detach] | stores [--detach] | stop | restart [NAME …] | status | logs NAME [-f] | dead [NAME …] | redrive [NAME …] | forget NAME PLACE | rebuild NAME | reset | env
  start   the whole stack          stores  only stores, broker, registry and mail catcher
  restart services and gateway (or those named) with the code of now, while Melo goes on answering
  dead    events that services could not apply and have set aside, each with its cause
  redrive lets exactly these take effect, once what was wrong has been mended
  forget  gives one up for good that was no event of ours: TOPIC/PARTITION/OFFSET, as dead shows it
  rebuild makes a service's figures again from its topics, while the old ones answer`;

// Keys, data and logs of the stack are their owner's alone, whatever the shell allows; everything it starts inherits this.
process.umask(0o077);
const [verb, ...args] = process.argv.slice(2);
try {
  const at = await runningAddresses(addresses(), verb);
  // What the launcher starts lives in the same place, also when that is only the default.
  process.env.MELO_HOME = at.home;
  process.exit(await runCommand(at, verb, args));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function runCommand(at: Addresses, word: string | undefined, rest: readonly string[]): Promise<number> {
  switch (word) {
    case 'start':
    case 'stores':
      if (rest.includes('--detach')) return detach(at, word);
      // Loaded here only: it brings every part of the stack with it.
      return (await import('./foreground.ts')).foreground(at, word);
    case 'stop':
      console.log((await stop(at)) ? 'Melo has stopped.' : 'Melo is not running.');
      return 0;
    case 'restart':
      return restart(at, rest);
    case 'status': {
      const status = await command<Status>(at, 'status');
      console.log(status ? table(status) : `Melo is not running in ${at.home}.`);
      return 0;
    }
    case 'logs':
      return showLog(at, rest);
    case 'dead':
      return runInServices(at, 'skipped', rest);
    case 'redrive':
      return runInServices(at, 'redrive', rest);
    case 'forget': {
      const [name, place] = rest;
      if (!name || !place)
        throw new Error('Name the service and the event: npm run forget -- reports TOPIC/PARTITION/OFFSET');
      return runInServices(at, 'forget', [name], [place]);
    }
    case 'rebuild':
      if (rest.length === 0) throw new Error('Name the service: npm run rebuild -- reports');
      return runInServices(at, 'rebuild', rest) || restart(at, rest);
    case 'reset':
      await stop(at);
      for (const folder of ['data', 'logs', 'pki', 'envoy', 'compiled'])
        await rm(join(at.home, folder), { recursive: true, force: true });
      console.log(`Melo's data in ${at.home} is deleted.`);
      return 0;
    case 'env':
      console.log(JSON.stringify(environment(at), undefined, 2));
      return 0;
    default:
      console.error(USAGE);
      return 1;
  }
}

/** Successors take over, of all services and the gateway or of those named. */
async function restart(at: Addresses, names: readonly string[]): Promise<number> {
  const failure = await command<string>(at, ['restart', ...names].join(' '));
  if (failure) throw new Error(failure);
  console.log(failure === undefined ? `Melo is not running in ${at.home}.` : 'Restarted.');
  return 0;
}

/** Whether there was one to stop; settles when its process has gone, too. */
async function stop(at: Addresses): Promise<boolean> {
  if ((await command(at, 'stop')) === undefined) return false;
  while ((await command(at, 'status')) !== undefined) await sleep(GONE_POLL_MS);
  return true;
}
