/** A list of 50 transactions joined with accounts and categories by the gateway, beside the same three calls by an SDK. */
import { EDGE, gateway } from '#infra/topology.ts';
import { inTurns } from '../arms.ts';
import { melo } from '../cpu.ts';
import { sampled } from '../figures.ts';
import { type Home, newHome } from '../homes.ts';
import { cpuPerCall, idleFigures, idleNotes, idleOf } from '../idle.ts';
import { bulkLoad, rawPool } from '../load.ts';
import type { Stack } from '../stack.ts';

const ROWS = 200;
const ROUNDS = 5;
const BLOCK = 60;
const MAX_BY_RPCS = 2;
/** Whom the three calls go to; what the others do meanwhile is no cost of theirs. */
const PROCESSES = ['transactions', 'accounts', 'categories'];

const LIST = `query { listTransactions(pageSize: 50) { nextPageToken totalCount transactions {
  id postingDate payee note status amount { currencyCode minorUnits } account { id name }
  lines { amount { minorUnits } category { id name icon } } } } }`;

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'graphql');
  const pool = rawPool(stack.at.urls.mariadb, 1);
  await bulkLoad(pool, home, ROWS);
  await pool.end();
  const idle = await idleOf(stack);
  const { graph, rpcs } = await inTurns(
    stack,
    { graph: { once: () => home.person.graphql(LIST) }, rpcs: { once: () => threeCalls(home) } },
    { rounds: ROUNDS, block: BLOCK },
  );
  const own = cpuPerCall(idle, graph, [gateway.name]);
  const withSidecar = cpuPerCall(idle, graph, [gateway.name, `${gateway.name}-sidecar`]);
  const answered = cpuPerCall(idle, rpcs, [...PROCESSES, ...PROCESSES.map((name) => `${name}-sidecar`), EDGE]);
  const alone = cpuPerCall(idle, rpcs, PROCESSES);
  const by = (ms: readonly number[], others: readonly number[]) => ms.map((one, round) => one / others[round]!);
  return {
    figures: [
      sampled('GraphQL list with two links', 'ms', graph.times),
      sampled('the same three calls by an SDK', 'ms', rpcs.times),
      sampled('gateway CPU a query', 'ms', own),
      sampled('CPU of the three calls: edge, their sidecars and services', 'ms', answered),
      sampled('CPU of the three calls: their services alone', 'ms', alone),
      sampled('gateway CPU by that of its calls', '×', by(own, answered), { atMost: MAX_BY_RPCS }),
      sampled('  with its sidecar', '×', by(withSidecar, answered)),
      sampled('  by their services alone', '×', by(own, alone)),
      sampled('all Melo CPU a query', 'ms', cpuPerCall(idle, graph, melo)),
      ...idleFigures(idle),
    ],
    notes: [
      'All CPU is above what the processes use when idle; a sample a round, ratios of rounds side by side.',
      ...idleNotes(idle),
    ],
  };
}

async function threeCalls({ sdk }: Home): Promise<void> {
  const { transactions } = await sdk.transactions.listTransactions({ pageSize: 50 });
  const accounts = new Set(transactions.map(({ accountId }) => accountId));
  const categories = new Set(transactions.flatMap(({ lines }) => lines.map(({ categoryId }) => categoryId)));
  await Promise.all([
    sdk.accounts.batchGetAccounts({ ids: [...accounts] }),
    sdk.categories.batchGetCategories({ ids: [...categories] }),
  ]);
}
