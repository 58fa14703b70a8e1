/** Open streams of each session and user in this process. One that exceeds a limit ends the oldest. */
import type { ConnectError } from '@connectrpc/connect';
import { errors } from '#kit/rpc/errors.ts';
import type { Token } from '#kit/rpc/token.ts';

/** A browser needs one; SDKs and tabs without a leader may have a few. */
export const MAX_PER_SESSION = 8;
export const MAX_PER_USER = 20;

type Owner = Pick<Token, 'userId' | 'sessionId'>;
type Stream = { readonly sessionId: string; end(error: ConnectError): void };

export type OpenStreams = ReturnType<typeof createOpenStreams>;

export function createOpenStreams(maxPerSession = MAX_PER_SESSION, maxPerUser = MAX_PER_USER) {
  // Sets keep the order in which streams were opened.
  const byUser = new Map<string, Set<Stream>>();
  return {
    /** Counts a stream until the returned function is called. `end` is called when a newer stream takes its place. */
    open({ userId, sessionId }: Owner, end: Stream['end']): () => void {
      const streams = byUser.get(userId) ?? new Set();
      byUser.set(userId, streams);
      const ofSession = [...streams].filter((stream) => stream.sessionId === sessionId);
      replaceOldest(ofSession, maxPerSession, streams);
      replaceOldest([...streams], maxPerUser, streams);
      const stream = { sessionId, end };
      streams.add(stream);
      return () => {
        streams.delete(stream);
        if (streams.size === 0 && byUser.get(userId) === streams) byUser.delete(userId);
      };
    },
    /** Users with open streams. */
    users: (): number => byUser.size,
  };
}

/** Ends the oldest streams until there is room for one more. */
function replaceOldest(counted: readonly Stream[], max: number, streams: Set<Stream>): void {
  for (const stream of counted.slice(0, Math.max(0, counted.length - max + 1))) {
    streams.delete(stream);
    stream.end(errors.streamReplaced(max));
  }
}
