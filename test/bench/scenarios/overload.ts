/** Three times the load that Melo bears: whether it refuses quickly, keeps its rate, and is itself again right after. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  CreateTransactionRequestSchema,
  ListTransactionsRequestSchema,
} from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { eur, today } from '../../stories/household.ts';
import { scaled } from '../arms.ts';
import { median, sampled, single } from '../figures.ts';
import { type Asked, type Flood, type Flooded, flood } from '../flood.ts';
import { bulkLoad, rawPool } from '../load.ts';
import { type Home, newHome } from '../people.ts';
import type { Stack } from '../stack.ts';

const ROWS = 1_000;
/** Callers of the closed loop; the best of these rates is the best rate. */
const CALLERS = [4, 16, 64];
const SEARCH_S = 10;
const TIMES = 3;
const OVERLOAD_S = scaled(60);
const CALM_S = 5;
/** Processes that call: one could not offer so much. */
const PROCESSES = 2;
const LEAST_KEPT_PERCENT = 80;
const MOST_SLOWER = 3;
const SERVICE = '/melo.transactions.v1.TransactionService';

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'overload');
  const pool = rawPool(stack.at.urls.mariadb, 1);
  await bulkLoad(pool, home, ROWS);
  await pool.end();
  const asked = [creates(home), pages()];
  const loaded = async (seconds: number, pace: Flood['pace'], processes = PROCESSES) =>
    flood({ url: stack.at.urls.web, token: await home.person.token(), asked, seconds, pace }, processes);

  await loaded(SEARCH_S, { callers: 1 }, 1);
  const alone = goodOf(await loaded(CALM_S, { callers: 1 }, 1));
  const rates: number[] = [];
  for (const callers of CALLERS) rates.push(goodOf(await loaded(SEARCH_S, { callers })).length / SEARCH_S);
  const best = Math.max(...rates);
  await stack.settled();
  const flooded = await loaded(OVERLOAD_S, { perSecond: TIMES * best });
  await delay(CALM_S * 1000);
  const after = goodOf(await loaded(CALM_S, { callers: 1 }, 1));

  const good = goodOf(flooded);
  const offered = Object.values(flooded).reduce((all, { length }) => all + length, 0);
  const refused = flooded['429'] ?? [];
  const failed = offered - good.length - refused.length;
  return {
    figures: [
      sampled('one caller, before', 'ms', alone),
      ...CALLERS.map((callers, i) => single(`good answers, ${callers} callers`, '1/s', rates[i]!)),
      single('offered then', '1/s', offered / OVERLOAD_S),
      single('good answers of them', '1/s', good.length / OVERLOAD_S),
      single('  by the best rate', '%', (good.length * 100) / OVERLOAD_S / best, { atLeast: LEAST_KEPT_PERCENT }),
      sampled('good answers', 'ms', good),
      sampled('refusals (RESOURCE_EXHAUSTED)', 'ms', refused),
      single('neither good nor refused', '% of the offered', (failed * 100) / offered, { atMost: 1 }),
      sampled(`one caller, ${CALM_S} s after`, 'ms', after),
      single('  by before, at p50', '×', median(after) / median(alone), { atMost: MOST_SLOWER }),
    ],
    notes: [
      'Half of the calls create, half read a page of 50. Callers, stores and Melo share the machine.',
      ...Object.entries(flooded).map(([what, times]) => `${what}: ${times.length}`),
    ],
  };
}

const goodOf = (flooded: Flooded): number[] => flooded['200'] ?? [];

function creates({ checking, groceries }: Home): Asked {
  const requestId = randomUUID();
  const amount = eur(-1_234n);
  const transaction = {
    accountId: checking,
    postingDate: today.toString(),
    payee: 'Market',
    amount,
    lines: [{ categoryId: groceries, amount }],
  };
  const request = create(CreateTransactionRequestSchema, { transaction, requestId });
  const bytes = Buffer.from(toBinary(CreateTransactionRequestSchema, request));
  return {
    path: `${SERVICE}/CreateTransaction`,
    body: bytes.toString('base64'),
    requestIdAt: bytes.indexOf(requestId),
  };
}

function pages(): Asked {
  const bytes = toBinary(ListTransactionsRequestSchema, create(ListTransactionsRequestSchema, { pageSize: 50 }));
  return { path: `${SERVICE}/ListTransactions`, body: Buffer.from(bytes).toString('base64') };
}
