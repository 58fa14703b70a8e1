/** Creating a transaction through the edge, beside the bare commit of its two rows, one at a time and 16 at once. */
import { randomUUID } from 'node:crypto';
import { today } from '../../e2e/household.ts';
import { inTurns, type Measured, ratesOf } from '../arms.ts';
import { melo, node } from '../cpu.ts';
import { type Figure, median, sampled, single } from '../figures.ts';
import { type Home, newHome } from '../homes.ts';
import { cpuPerCall, type Idle, idleFigures, idleNotes, idleOf, idlePerCall } from '../idle.ts';
import { LEDGER_COLUMNS, rawPool } from '../load.ts';
import { purchase } from '../requests.ts';
import type { Stack } from '../stack.ts';

const AT_ONCE = 16;
const ROUNDS = 5;
const BLOCK = 200;
const MAX_CPU_MS = 6;
const MAX_OVER_RAW_MS = 12;

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'create');
  const idle = await idleOf(stack);
  const { one, rawOne, many, rawMany } = await measure(stack, home);
  const over = median(one.times) - median(rawOne.times);
  return {
    figures: [
      sampled('create, one at a time', 'ms', one.times),
      sampled('two rows raw, one at a time', 'ms', rawOne.times),
      single('create above raw at p50', 'ms', over, { atMost: MAX_OVER_RAW_MS }),
      sampled(`create, ${AT_ONCE} at once`, 'ms', many.times),
      sampled(`two rows raw, ${AT_ONCE} at once`, 'ms', rawMany.times),
      sampled(`creates a second, ${AT_ONCE} at once`, '1/s', ratesOf(many)),
      sampled(`raw commits a second, ${AT_ONCE} at once`, '1/s', ratesOf(rawMany)),
      ...cpuFigures('one at a time', one, idle),
      ...cpuFigures(`${AT_ONCE} at once`, many, idle),
      ...idleFigures(idle),
    ],
    notes: [
      'CPU is of all Melo processes from the first call until every projection is current, above what they use when idle; a sample a round.',
      'Stores and Kafka also answer the looks whether everything is current.',
      ...idleNotes(idle),
    ],
  };
}

async function measure(stack: Stack, home: Home) {
  const raw = await openRaw(stack.at.urls.mariadb);
  const create = { once: () => createOne(home), settle: stack.settled };
  try {
    return await inTurns(
      stack,
      {
        one: create,
        rawOne: { once: raw.commit },
        many: { ...create, atOnce: AT_ONCE },
        rawMany: { once: raw.commit, atOnce: AT_ONCE },
      },
      { rounds: ROUNDS, block: BLOCK },
    );
  } finally {
    await raw.close();
  }
}

function cpuFigures(how: string, measured: Measured, idle: Idle): Figure[] {
  const each = (...which: string[]) => cpuPerCall(idle, measured, which);
  const [nodes, own] = [each(...node), each('transactions')];
  return [
    sampled(`CPU a create, ${how}`, 'ms', each(...melo), { atMost: MAX_CPU_MS }),
    sampled('  idle CPU subtracted from it', 'ms', idlePerCall(idle, measured, melo)),
    sampled('  transactions', 'ms', own),
    sampled(
      '  other Node processes',
      'ms',
      nodes.map((all, i) => all - own[i]!),
    ),
    sampled('  sidecars', 'ms', each('sidecars')),
    sampled('  edge', 'ms', each('edge')),
    sampled('  stores and Kafka (not Melo)', 'ms', each('around')),
  ];
}

export const createOne = (home: Home) =>
  home.sdk.transactions.createTransaction({ transaction: purchase(home), requestId: randomUUID() });

/** The least that a create must do: a row of the ledger and a row of the outbox in one transaction. */
async function openRaw(url: string) {
  const pool = rawPool(url, AT_ONCE);
  await pool.query('create or replace table bench_ledger like ledger');
  await pool.query('create or replace table bench_outbox like outbox');
  return {
    async commit() {
      const connection = await pool.getConnection();
      try {
        await connection.beginTransaction();
        await connection.execute(
          `insert into bench_ledger (${LEDGER_COLUMNS}) values (?, ?, ?, ?, ?, 'EUR', 'Market', '', 2, ?, 1)`,
          [randomUUID(), randomUUID(), randomUUID(), today.toString(), -1_234, Date.now()],
        );
        await connection.execute(
          `insert into bench_outbox (event_id, topic, record_key, payload) values (?, 'bench', ?, ?)`,
          [randomUUID(), randomUUID(), Buffer.alloc(300)],
        );
        await connection.commit();
      } finally {
        await connection.release();
      }
    },
    async close() {
      await pool.query('drop table bench_ledger, bench_outbox');
      await pool.end();
    },
  };
}
