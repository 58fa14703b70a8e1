/** Measures blocks of calls on one stack, named by MELO_PORT and MELO_HOME, whenever its parent asks for one. */
import { addresses } from '#infra/local/addresses.ts';
import { inTurns } from './arms.ts';
import { openCallRows } from './call-rows.ts';
import { cpuWhile } from './idle.ts';
import { openStack } from './stack.ts';

/** A block that the parent asks for. `idleMs` measures the stack at rest instead. */
export type Order =
  | { readonly row: string; readonly atOnce: number; readonly calls: number }
  | { readonly idleMs: number };
export type Block = {
  readonly times: readonly number[];
  readonly wallMs: number;
  readonly cpu: Readonly<Record<string, number>>;
};

const stack = await openStack(addresses());
const rows = await openCallRows(stack);

async function measure(order: Order): Promise<Block> {
  await stack.settled();
  if ('idleMs' in order) {
    const cpu = Object.fromEntries(await cpuWhile(stack.at, order.idleMs));
    return { times: [], wallMs: 1_000, cpu };
  }
  const row = rows.find(({ name }) => name === order.row)!;
  const arm = { once: row.once, atOnce: order.atOnce, settle: () => stack.settled() };
  const { times, rounds } = (await inTurns(stack, { block: arm }, { rounds: 1, block: order.calls })).block;
  return { times, wallMs: rounds[0]!.wallMs, cpu: Object.fromEntries(rounds[0]!.cpu) };
}

process.on('message', (order: Order) => {
  measure(order).then(
    (block) => process.send!(block),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send!(rows.map(({ name, processes }) => ({ name, processes })));
