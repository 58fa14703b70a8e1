/** Creating a transaction through the edge, beside the bare commit of its two rows, one at a time and 16 at once. */
import { randomUUID } from 'node:crypto';
import { eur, today } from '../../stories/household.ts';
import { inTurns, type Measured } from '../arms.ts';
import { melo, node, sumOf } from '../cpu.ts';
import { type Figure, median, sampled, single } from '../figures.ts';
import { LEDGER_COLUMNS, rawPool } from '../load.ts';
import { type Home, newHome } from '../people.ts';
import type { Stack } from '../stack.ts';

const AT_ONCE = 16;
const ROUNDS = 5;
const BLOCK = 200;
const MOST_CPU_MS = 6;
const MOST_OVER_RAW_MS = 12;

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'create');
  const raw = await openRaw(stack.at.urls.mariadb);
  const create = { once: () => createOne(home), settle: stack.settled };
  const { one, rawOne, many, rawMany } = await inTurns(
    stack,
    {
      one: create,
      rawOne: { once: raw.commit },
      many: { ...create, atOnce: AT_ONCE },
      rawMany: { once: raw.commit, atOnce: AT_ONCE },
    },
    { rounds: ROUNDS, block: BLOCK },
  );
  await raw.close();
  const over = median(one.times) - median(rawOne.times);
  return {
    figures: [
      sampled('create, one at a time', 'ms', one.times, { atMost: median(rawOne.times) + MOST_OVER_RAW_MS }),
      sampled('two rows raw, one at a time', 'ms', rawOne.times),
      single('create above raw at p50', 'ms', over, { atMost: MOST_OVER_RAW_MS }),
      sampled(`create, ${AT_ONCE} at once`, 'ms', many.times),
      sampled(`two rows raw, ${AT_ONCE} at once`, 'ms', rawMany.times),
      single(`creates a second, ${AT_ONCE} at once`, '1/s', (many.calls * 1000) / many.callMs),
      single(`raw commits a second, ${AT_ONCE} at once`, '1/s', (rawMany.calls * 1000) / rawMany.callMs),
      ...cpuFigures('one at a time', one, stack),
      ...cpuFigures(`${AT_ONCE} at once`, many, stack),
    ],
    notes: [
      'CPU is of all Melo processes from the first call until every projection is current, above what they use when idle.',
    ],
  };
}

function cpuFigures(how: string, { cpu, calls, wallMs }: Measured, { idle }: Stack): Figure[] {
  const each = (which: readonly string[]) => (sumOf(cpu, which) - (sumOf(idle, which) * wallMs) / 1000) / calls;
  return [
    single(`CPU a create, ${how}`, 'ms', each(melo), { atMost: MOST_CPU_MS }),
    single('  transactions', 'ms', each(['transactions'])),
    single('  other Node processes', 'ms', each(node) - each(['transactions'])),
    single('  sidecars', 'ms', each(['sidecars'])),
    single('  edge', 'ms', each(['edge'])),
    single('  stores and Kafka (not Melo)', 'ms', each(['around'])),
  ];
}

export function createOne({ sdk, checking, groceries }: Home) {
  const amount = eur(-1_234n);
  const transaction = {
    accountId: checking,
    postingDate: today.toString(),
    payee: 'Market',
    amount,
    lines: [{ categoryId: groceries, amount }],
  };
  return sdk.transactions.createTransaction({ transaction, requestId: randomUUID() });
}

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
