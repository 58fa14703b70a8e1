/** A list of 50 transactions joined with accounts and categories by the gateway, beside the same three calls by an SDK. */
import { gateway } from '#infra/map.ts';
import { inTurns, type Measured } from '../arms.ts';
import { sumOf } from '../cpu.ts';
import { sampled, single } from '../figures.ts';
import { bulkLoad, rawPool } from '../load.ts';
import { type Home, newHome } from '../people.ts';
import type { Stack } from '../stack.ts';

const ROWS = 200;
const ROUNDS = 5;
const BLOCK = 60;
const MOST_BY_RPCS = 2;

const LIST = `query { listTransactions(pageSize: 50) { nextPageToken totalCount transactions {
  id postingDate payee note status amount { currencyCode minorUnits } account { id name }
  lines { amount { minorUnits } category { id name icon } } } } }`;

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'graphql');
  const pool = rawPool(stack.at.urls.mariadb, 1);
  await bulkLoad(pool, home, ROWS);
  await pool.end();
  const { graph, rpcs } = await inTurns(
    stack,
    { graph: { once: () => home.person.graphql(LIST) }, rpcs: { once: () => threeCalls(home) } },
    { rounds: ROUNDS, block: BLOCK },
  );
  const each = ({ cpu, calls }: Measured, ...which: string[]) => sumOf(cpu, which) / calls;
  const own = each(graph, gateway.name);
  const answered = each(rpcs, 'services', 'sidecars', 'edge');
  return {
    figures: [
      sampled('GraphQL list with two links', 'ms', graph.times),
      sampled('the same three calls by an SDK', 'ms', rpcs.times),
      single('gateway CPU a query', 'ms', own),
      single('CPU of the three calls, services and mesh', 'ms', answered),
      single('CPU of the three calls, services alone', 'ms', each(rpcs, 'services')),
      single('gateway CPU by that of its calls', '×', own / answered, { atMost: MOST_BY_RPCS }),
      single('all Melo CPU a query', 'ms', each(graph, 'services', 'gateway', 'sidecars', 'edge')),
    ],
    notes: [],
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
