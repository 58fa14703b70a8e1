/**
 * The stream also reports this device's own writes, which it shows already. A report does not say whose write it was and may stand
 * for several, so as many reports as were writes of late are taken for their echo.
 */
import type { Part } from './refetch.ts';

/** By then the report of a write has come, or was part of another one. */
const ECHO_MS = 5000;
/** Reports of one change follow each other. After a pause as long as this, the last one stood for the rest. */
const PAUSE_MS = 2500;

type Own = { readonly part: Part; readonly limit: number; until: number };
let expected: readonly Own[] = [];

const topicOf = (part: Part): Part => (part === 'ledger' || part === 'details' ? 'transactions' : part);

/** Call before the write is sent: its report may come before its response. Returns what takes it back when the write failed. */
export function expectEcho(part: Part): () => void {
  const limit = Date.now() + ECHO_MS;
  const own = { part: topicOf(part), limit, until: limit };
  expected = [...expected, own];
  return () => {
    expected = expected.filter((one) => one !== own);
  };
}

/** Whether a report of the stream is taken for an echo. */
export function isEcho(part: Part): boolean {
  expected = expected.filter(({ until }) => until > Date.now());
  const own = expected.find((one) => one.part === part);
  expected = expected.filter((one) => one !== own);
  for (const one of expected) if (one.part === part) one.until = Math.min(one.limit, Date.now() + PAUSE_MS);
  return own !== undefined;
}
