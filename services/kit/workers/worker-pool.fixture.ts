/** For worker-pool.test.ts: a worker that does what limits are for. */
import { serveCalls } from './worker-thread.ts';

let kept: unknown;

serveCalls(
  {
    keep: (value: unknown) => {
      kept = value;
    },
    kept: () => kept,
    fail: () => {
      throw new Error('a fault of its own');
    },
    spin: (forMs: number) => {
      const end = performance.now() + forMs;
      while (performance.now() < end);
      return 'done';
    },
    exhaust: () => {
      const held: unknown[] = [];
      for (;;) held.push(Array.from({ length: 1_000 }, (_, i) => ({ i })));
    },
  },
  () => {
    kept = undefined;
  },
);
