/**
 * One notification stream for all tabs of the browser: the tab that holds the lock reads it and sends every message to the others.
 * After an interruption the stream resumes after the last notification, and everything that is shown is refetched.
 */

import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { type Notification, NotificationSchema } from '#gen/melo/notifications/v1/notification_pb.ts';
import {
  NotificationService,
  type WatchNotificationsResponse,
} from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { invalidate, type Part, partOf, queryClient } from './query.ts';
import { accessToken, renew } from './session.ts';
import { transport } from './transport.ts';

type News =
  | { readonly part: Part }
  | { readonly notification: Uint8Array<ArrayBuffer> }
  | { readonly again: true }
  /** The user activated a tab. */
  | { readonly turned: true };

/** A heartbeat arrives every 15 seconds. Without any message for this long, the connection is broken. */
const SILENCE_MS = 40_000;
const RETRY_MS = { least: 500, most: 30_000 } as const;
/** A connection that lasted this long was healthy; after it, the next attempt is made immediately. */
const HEALTHY_MS = 10_000;

/** How often a browser without an active tab tries again. */
const LONGEST_ABSENCE_MS = 30 * 60_000;
/** Dispatches "turned" when the user activates a tab, this one or another. */
const attended = new EventTarget();

const client = createClient(NotificationService, transport);

/** Follows the stream until `signal` aborts. `tell` is called in every tab with each new notification. */
export function follow(signal: AbortSignal, tell: (notification: Notification) => void): void {
  const tabs = new BroadcastChannel('melo-live');
  const hear = (news: News) => {
    if ('part' in news) invalidate(news.part);
    else if ('again' in news) queryClient.invalidateQueries();
    else if ('turned' in news) attended.dispatchEvent(new Event('turned'));
    else {
      invalidate('alerts');
      tell(fromBinary(NotificationSchema, news.notification));
    }
  };
  const pass = (news: News) => {
    tabs.postMessage(news);
    hear(news);
  };
  addEventListener('focus', () => pass({ turned: true }), { signal });
  tabs.onmessage = ({ data }: MessageEvent<News>) => hear(data);
  signal.addEventListener('abort', () => tabs.close());
  navigator.locks.request('melo-live', { signal }, () => watch(signal, pass)).catch(() => undefined);
}

async function watch(signal: AbortSignal, pass: (news: News) => void): Promise<void> {
  let cursor = '';
  let waitMs: number = RETRY_MS.least;
  for (let first = true; !signal.aborted; first = false) {
    const started = Date.now();
    if (!first) pass({ again: true });
    let token: string | undefined;
    try {
      token = await accessToken();
      for await (const { content } of listen(cursor, signal)) {
        if (content.case === 'change') {
          const part = partOf[content.value.part];
          if (part) pass({ part });
        } else if (content.case === 'notification') {
          cursor = content.value.id;
          pass({ notification: toBinary(NotificationSchema, content.value) });
        }
      }
    } catch (error) {
      const failure = ConnectError.from(error);
      if (failure.code === Code.Unauthenticated) await renew(token).catch(() => undefined);
      // Newer streams replaced this one. Reconnecting immediately would end one of them, which would reconnect, and so on.
      if (isReplaced(failure)) await attention(signal);
    }
    waitMs = Date.now() - started > HEALTHY_MS ? RETRY_MS.least : Math.min(waitMs * 2, RETRY_MS.most);
    await pause(waitMs, signal);
  }
}

const isReplaced = (error: ConnectError): boolean =>
  error.findDetails(ErrorInfoSchema)[0]?.reason === 'STREAM_REPLACED';

/** Waits until the user activates a tab of this browser. */
function attention(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const both = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_ABSENCE_MS)]);
    both.addEventListener('abort', () => done(), { once: true });
    attended.addEventListener('turned', () => done(), { once: true, signal });
    if (signal.aborted) done();
  });
}

/** The stream; aborted when no message arrives for too long. */
async function* listen(cursor: string, signal: AbortSignal): AsyncIterable<WatchNotificationsResponse> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const options = { signal: AbortSignal.any([signal, silence.signal]), timeoutMs: 0 };
    for await (const message of client.watchNotifications({ cursor }, options)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      yield message;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Waits, with a random part so that browsers do not reconnect at the same time. Ends early when the network returns. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(finish, ms * (0.7 + Math.random() * 0.6));
    signal.addEventListener('abort', finish, { once: true });
    addEventListener('online', finish, { once: true });
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      removeEventListener('online', finish);
      done();
    }
  });
}
