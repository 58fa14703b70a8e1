/** A page of 50 transactions of a million, first and deep, beside one of a small ledger and the same SQL by the driver. */
import { scaled } from '../arms.ts';
import { loadLedger } from '../bulk/ledger.ts';
import type { Stack } from '../stack.ts';
import { measurePages } from './page.ts';

const ROWS = scaled(1_000_000);

export const run = (stack: Stack) => measurePages(stack, ROWS, (pool, home) => loadLedger(pool, home, ROWS));
