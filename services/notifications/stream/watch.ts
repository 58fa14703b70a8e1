/** One open stream: notifications after the cursor, then new messages, with heartbeats, until session, token or reader ends. */
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import type { Notification } from '#gen/melo/notifications/v1/notification_pb.ts';
import {
  type WatchNotificationsResponse,
  WatchNotificationsResponseSchema,
} from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { errors } from '#kit/rpc/errors.ts';
import type { Revocations } from '#kit/rpc/revocations.ts';
import type { Token } from '#kit/rpc/token.ts';
import type { Fanout } from './fanout.ts';
import type { OpenStreams } from './open-streams.ts';

const HEARTBEAT_MS = 15_000;
/** Missed notifications that are read at a time. */
const PAGE_SIZE = 200;

export type Watched = {
  readonly token: Token;
  /** ID of the last notification that the reader has; empty for new ones only. */
  readonly cursor: string;
  readonly fanout: Fanout;
  readonly streams: OpenStreams;
  readonly revocations: Pick<Revocations, 'isRevoked' | 'onRevoked'>;
  readonly signal: AbortSignal;
  /** The caller's notifications after an id, oldest first. */
  later(cursor: string, limit: number): Promise<Notification[]>;
};

/**
 * Errors: SESSION_ENDED; STREAM_REPLACED by newer streams; SIGN_IN_REQUIRED when the token expires; RATE_LIMITED when the reader
 * is too slow, and then it resumes by its cursor.
 */
export async function* watch(watched: Watched, heartbeatMs = HEARTBEAT_MS): AsyncGenerator<WatchNotificationsResponse> {
  const { token, revocations, signal } = watched;
  // Subscribes before it reads, so that nothing is missed in between. What is then received twice is sent once.
  const subscriber = watched.fanout.subscribe(token.userId, [...token.households.keys()]);
  const leaveStreams = watched.streams.open(token, (error) => subscriber.end(error));
  const unwatch = revocations.onRevoked(token, () => subscriber.end(errors.sessionEnded()));
  const expiry = setTimeout(() => subscriber.end(errors.signInRequired()), token.expireMs - Date.now());
  const release = () => {
    clearTimeout(expiry);
    leaveStreams();
    unwatch();
    signal.removeEventListener('abort', leave);
    subscriber.close();
  };
  // After the reader has left, the generator may never be resumed, so it cannot release by itself.
  const leave = () => {
    subscriber.end(ConnectError.from(signal.reason, Code.Canceled));
    release();
  };
  signal.addEventListener('abort', leave);
  try {
    if (revocations.isRevoked(token)) throw errors.sessionEnded();
    // The first heartbeat tells the reader that the stream is open.
    yield create(WatchNotificationsResponseSchema);
    const sent = new Set<string>();
    for await (const value of missed(watched)) {
      sent.add(value.id);
      yield create(WatchNotificationsResponseSchema, { content: { case: 'notification', value } });
    }
    for (;;) {
      const content = await subscriber.next(heartbeatMs);
      if (content?.case === 'notification' && sent.has(content.value.id)) continue;
      yield create(WatchNotificationsResponseSchema, content && { content });
    }
  } finally {
    release();
  }
}

async function* missed({ cursor, later }: Watched): AsyncGenerator<Notification> {
  for (let after = cursor; after; ) {
    const page = await later(after, PAGE_SIZE);
    yield* page;
    after = page.length === PAGE_SIZE ? page.at(-1)!.id : '';
  }
}
