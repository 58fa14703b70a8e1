/** The thread's side of worker-pool.ts: runs calls one after another. */
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

export type Handler = (argument: never) => unknown;

/**
 * Runs the pool's calls with these functions. `release` is called after a task, to drop its state. On Linux the
 * thread has a lower priority than the one that answers requests, because threads are scheduled one by one there.
 */
export function serveCalls(handlers: Readonly<Record<string, Handler>>, release: () => void): void {
  const port = parentPort;
  if (!port) throw new Error('not started by a worker pool');
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  port.on('message', ({ name, argument }: { name: string; argument: unknown }) => {
    if (name === 'release') return release();
    try {
      const { value, transfer } = withTransfer(handlers[name]!(argument as never));
      port.postMessage({ value }, transfer);
    } catch (error) {
      port.postMessage({ error });
    }
  });
  port.postMessage('ready');
}

/** Bytes that a handler returns move to the other thread instead of being copied. */
function withTransfer(value: unknown): { value: unknown; transfer: ArrayBuffer[] } {
  const whole =
    value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength;
  return { value, transfer: whole ? [value.buffer as ArrayBuffer] : [] };
}
