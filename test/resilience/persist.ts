/** A client that retries under the same request ID while Melo is unavailable. */
import { setTimeout as delay } from 'node:timers/promises';
import { Code, ConnectError } from '@connectrpc/connect';

/** What a client may ask again after; any other answer during an outage is a broken promise. */
const AGAIN = new Set([Code.Unavailable, Code.DeadlineExceeded, Code.ResourceExhausted, Code.Aborted]);
const TIMEOUT_MS = 120_000;
const FIRST_MS = 50;
const LAST_MS = 1_000;

/** Longest one try may take. */
export const CALL = { timeoutMs: 5_000 };

/** The answer, however many tries it takes within two minutes; another error is thrown as it is. */
export async function persist<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(waitMs * 2, LAST_MS)) {
    try {
      return await ask();
    } catch (error) {
      const { code, message } = ConnectError.from(error);
      if (!AGAIN.has(code)) throw new Error(`${what}: ${Code[code]} ${message}`, { cause: error });
      if (Date.now() > deadline) throw new Error(`${what} failed for two minutes: ${message}`, { cause: error });
      await delay(waitMs);
    }
  }
}
