/**
 * One stream of news for the whole browser: the tab that holds the lock watches and passes every message on to the others.
 * After a break the stream goes on from the last notification, and everything shown is asked for again.
 */

import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { type Notification, NotificationSchema } from '#gen/melo/notifications/v1/notification_pb.ts';
import {
  NotificationService,
  type WatchNotificationsResponse,
} from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { changed, type Part, partOf, queryClient } from './query.ts';
import { accessToken, renew } from './session.ts';
import { transport } from './transport.ts';

type News =
  | { readonly part: Part }
  | { readonly notification: Uint8Array<ArrayBuffer> }
  | { readonly again: true }
  /** Somebody turned to a tab. */
  | { readonly turned: true };

/** A heartbeat comes every 15 seconds; silence longer than this is a broken line. */
const SILENCE_MS = 40_000;
const RETRY_MS = { least: 500, most: 30_000 } as const;
/** A line that held this long was healthy: the next one is tried at once. */
const HEALTHY_MS = 10_000;

/** A browser that nobody turns to looks again so often. */
const LONGEST_ABSENCE_MS = 30 * 60_000;
/** Dispatches "turned" when somebody turns to a tab, this one or another. */
const attended = new EventTarget();

const client = createClient(NotificationService, transport);

/** Follows what happens until `signal` aborts; `tell` hears of each new notification in every tab. */
export function follow(signal: AbortSignal, tell: (notification: Notification) => void): void {
  const tabs = new BroadcastChannel('melo-live');
  const hear = (news: News) => {
    if ('part' in news) changed(news.part);
    else if ('again' in news) queryClient.invalidateQueries();
    else if ('turned' in news) attended.dispatchEvent(new Event('turned'));
    else {
      changed('alerts');
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
      // Newer streams took this one's place. To come back at once would end one of them, which would come back, and so on.
      if (isReplaced(failure)) await attention(signal);
    }
    waitMs = Date.now() - started > HEALTHY_MS ? RETRY_MS.least : Math.min(waitMs * 2, RETRY_MS.most);
    await pause(waitMs, signal);
  }
}

const isReplaced = (error: ConnectError): boolean =>
  error.findDetails(ErrorInfoSchema)[0]?.reason === 'STREAM_REPLACED';

/** Waits until somebody turns to a tab of this browser again. */
function attention(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const both = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_ABSENCE_MS)]);
    both.addEventListener('abort', () => done(), { once: true });
    attended.addEventListener('turned', () => done(), { once: true, signal });
    if (signal.aborted) done();
  });
}

/** The stream, broken off when nothing comes for too long. */
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

/** Waits, with a spread so that browsers do not all come back at once; shorter when the network returns. */
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
