/** The read model of reports rebuilt from a million events of transactions, on stores and broker alone: nobody else applies them. */
import type { Addresses } from '#infra/local/addresses.ts';
import { runInServices } from '#infra/local/cli/service-command.ts';
import { scaled } from '../arms.ts';
import { publishHistory } from '../bulk/events.ts';
import { sampled, single } from '../figures.ts';

const EVENTS = scaled(1_000_000);
const ROUNDS = 3;
const MAX_S = 240;
const REBUILT = 'reports';

type Launcher = (...args: string[]) => boolean;

export async function run(at: Addresses, launcher: Launcher) {
  try {
    // The whole stack makes schemas, topics and keys; then it makes room.
    if (!launcher('start', '--detach') || !launcher('stop') || !launcher('stores', '--detach'))
      throw new Error('The stores did not start');
    const publishS = await timed(() => publishHistory(at, EVENTS));
    const rebuilds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) rebuilds.push(await timed(async () => rebuild(at)));
    return {
      figures: [
        single(`${EVENTS} events published`, 's', publishS),
        sampled(`rebuild of ${REBUILT} from ${EVENTS} events`, 's', rebuilds, { atMost: MAX_S }),
        sampled(
          '  events a second',
          '1/s',
          rebuilds.map((seconds) => EVENTS / seconds),
        ),
      ],
      notes: ['Of 20 events 16 create, 3 update and 1 deletes a transaction, in 48 households.'],
    };
  } finally {
    // A stack that starts on this data would apply all of it in every service.
    launcher('reset');
  }
}

function rebuild(at: Addresses): void {
  if (runInServices(at, 'rebuild', { names: [REBUILT] }) !== 0) throw new Error(`${REBUILT} was not rebuilt`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
