/** Melo's gateway beside Apollo's over equivalent subgraphs: the same query, the same Connect services, no Envoy, no store. */
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import type { Addresses } from '#infra/local/addresses.ts';
import { serviceEnv } from '#infra/local/addresses.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { respondsOnSocket } from '#infra/local/supervisor/readiness.ts';
import { inTurns, type Measured, ratesOf } from '../arms.ts';
import { sumOf } from '../cpu.ts';
import { sampled } from '../figures.ts';
import { install } from '../peers/packages.ts';
import { openProcesses, type Processes } from '../peers/processes.ts';

const ROUNDS = 8;
const BLOCK = 320;
const AT_ONCE = 16;
const LEAST_RATE = 2;

const [MELO, APOLLO, SUBGRAPHS] = ['Melo gateway', 'Apollo gateway', 'Apollo subgraphs'];
const BODY = JSON.stringify({
  query: `query { listTransactions(pageSize: 50) { nextPageToken totalCount transactions {
    id postingDate payee note status amount { currencyCode minorUnits } account { id name }
    lines { amount { minorUnits } category { id name icon } } } } }`,
});

export async function run(at: Addresses) {
  install('apollo');
  const processes = await openProcesses();
  try {
    await start(at, processes);
    const [melo, apollo] = [MELO, APOLLO].map((name) => () => post(processes.socket(name)));
    const [ours, theirs] = [await melo!(), await apollo!()];
    assert.equal(ours.data.listTransactions.transactions.length, 50);
    assert.deepEqual(theirs, ours);
    const arms = {
      melo: { once: melo! },
      apollo: { once: apollo! },
      meloMany: { once: melo!, atOnce: AT_ONCE },
      apolloMany: { once: apollo!, atOnce: AT_ONCE },
    };
    return resultOf(await inTurns(processes.watched, arms, { rounds: ROUNDS, block: BLOCK }));
  } finally {
    await processes.stop();
  }
}

async function start(at: Addresses, processes: Processes): Promise<void> {
  const services = processes.socket('services');
  await processes.start('services', ['test/bench/peers/services.ts', services]);
  const env = { ...serviceEnv(at, 'mesh'), MELO_SOCKET: processes.socket(MELO), MELO_EGRESS: services };
  await processes.start(MELO, ['mesh/main.ts'], { env, isSilent: true });
  const subgraphs = await processes.start(SUBGRAPHS, ['test/bench/apollo/subgraphs.mjs', services]);
  const args = [processes.socket(APOLLO), JSON.stringify(subgraphs)];
  await processes.start(APOLLO, ['test/bench/apollo/gateway.mjs', ...args], { env: { NODE_ENV: 'production' } });
  const isReady = () =>
    respondsOnSocket(processes.socket(MELO), '/healthz').then(
      () => true,
      () => false,
    );
  await until('the gateway', isReady);
}

function resultOf({
  melo,
  apollo,
  meloMany,
  apolloMany,
}: Record<'melo' | 'apollo' | 'meloMany' | 'apolloMany', Measured>) {
  const rates = [ratesOf(meloMany), ratesOf(apolloMany)] as const;
  const cpu = ({ rounds }: Measured, which: string[]) => rounds.map((round) => sumOf(round.cpu, which) / round.calls);
  const own = cpu(meloMany, [MELO]);
  const by = (some: readonly number[], others: readonly number[]) => some.map((one, i) => one / others[i]!);
  return {
    figures: [
      sampled("Melo's gateway", 'ms', melo.times),
      sampled("Apollo's gateway", 'ms', apollo.times),
      sampled(`queries a second of Melo's, ${AT_ONCE} at once`, '1/s', rates[0]),
      sampled(`queries a second of Apollo's, ${AT_ONCE} at once`, '1/s', rates[1]),
      sampled("rate of Melo's by Apollo's", '×', by(rates[0], rates[1]), { atLeast: LEAST_RATE }),
      sampled("CPU a query, Melo's gateway", 'ms', own),
      sampled("CPU a query, Apollo's gateway", 'ms', cpu(apolloMany, [APOLLO])),
      sampled("CPU a query, Apollo's gateway and subgraphs", 'ms', cpu(apolloMany, [APOLLO, SUBGRAPHS])),
      sampled("CPU of Apollo's gateway by Melo's", '×', by(cpu(apolloMany, [APOLLO]), own)),
      sampled('  with its subgraphs', '×', by(cpu(apolloMany, [APOLLO, SUBGRAPHS]), own)),
    ],
    notes: [
      'Both return the same data. The subgraphs are one process, the services another; all idle CPU is included.',
    ],
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

type Answer = { data: { listTransactions: { transactions: unknown[] } } };

const post = (socketPath: string): Promise<Answer> =>
  new Promise((answered, failed) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(BODY) };
    const outgoing = request({ socketPath, path: '/graphql', method: 'POST', headers, agent }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => answered(JSON.parse(Buffer.concat(parts).toString())));
    });
    outgoing.on('error', failed).end(BODY);
  });
