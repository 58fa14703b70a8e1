/** One person's list, at rest and while another person sends files of 10 MiB that are as expensive to read as possible. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { scaled } from '../arms.ts';
import { quantile, sampled, single } from '../figures.ts';
import { newHome } from '../homes.ts';
import { bulkLoad, rawPool } from '../load.ts';
import type { Stack } from '../stack.ts';

const ROWS = 1_000;
const PAGE = 50;
const ROUNDS = 5;
const BLOCK = scaled(500);
const MAX_GROWTH = 2;

export async function run(stack: Stack) {
  const pool = rawPool(stack.at.urls.mariadb, 1);
  const [home, sender] = [await newHome(stack.at, 'neighbour'), await newHome(stack.at, 'sender')];
  await bulkLoad(pool, home, ROWS).finally(() => pool.end());
  const list = async () => {
    const started = performance.now();
    await home.sdk.transactions.listTransactions({ pageSize: PAGE });
    return performance.now() - started;
  };
  const times = { rest: [] as number[], files: [] as number[] };
  let sent = 0;
  // The first round of each only warms.
  for (let round = 0; round <= ROUNDS; round++) {
    await stack.settled();
    const rest = await block(list);
    const sending = await startSender({ token: await sender.person.token(), accountId: sender.checking });
    const files = await block(list).finally(async () => (sent += await sending.stop()));
    if (round === 0) continue;
    times.rest.push(...rest);
    times.files.push(...files);
  }
  const growth = quantile(times.files, 0.99) / quantile(times.rest, 0.99);
  return {
    figures: [
      sampled('list at rest', 'ms', times.rest),
      sampled('list beside hostile files', 'ms', times.files),
      single('p99 beside files by p99 at rest', '×', growth, { atMost: MAX_GROWTH }),
      single('longest list beside files', 'ms', Math.max(...times.files)),
    ],
    notes: [
      `${sent} files were sent, one after another; their sender has the lowest priority, as it is no part of Melo.`,
    ],
  };
}

async function block(once: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  while (times.length < BLOCK) times.push(await once());
  return times;
}

/** Sends files from a process of its own until it is stopped; `stop` returns how many were answered. */
async function startSender(as: { readonly token: string; readonly accountId: string }) {
  const child = fork(new URL('./hostile-sender.ts', import.meta.url), { stdio: 'inherit' });
  child.send(as);
  await once(child, 'message');
  return {
    async stop(): Promise<number> {
      const answered = once(child, 'message');
      child.send('stop');
      const [count] = await answered;
      child.disconnect();
      await once(child, 'exit');
      return Number(count);
    },
  };
}
