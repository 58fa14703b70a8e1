/**
 * One notification stream for all tabs of the browser: the tab that holds the lock reads it and sends every message to the others.
 * After an interruption the stream resumes after the last notification, and everything that is shown is refetched.
 */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { ChangedPart, type Notification, NotificationSchema } from '#gen/melo/notifications/v1/notification_pb.ts';
import {
  NotificationService,
  type WatchNotificationsResponse,
} from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { isEcho } from './echoes.ts';
import { balancesFollowed, invalidate, type Part, refetchAll } from './refetch.ts';
import { accessToken, renew } from './session/session.ts';
import { transport } from './transport.ts';

type TabMessage =
  | { readonly part: Part }
  | { readonly notification: Uint8Array<ArrayBuffer> }
  /** The stream was interrupted; messages may be missing. */
  | { readonly interrupted: true }
  /** The user activated a tab. */
  | { readonly activated: true };

/** A heartbeat arrives every 15 seconds. Without any message for this long, the connection is broken. */
const SILENCE_MS = 40_000;
const RETRY_MS = { min: 500, max: 30_000 } as const;
/** A connection that lasted this long was healthy; after it, the next attempt is made immediately. */
const HEALTHY_MS = 10_000;

/** How often a browser without an active tab tries again. */
const MAX_ABSENCE_MS = 30 * 60_000;
/** Dispatches "activated" when the user activates a tab, this one or another. */
const tabActivity = new EventTarget();

const client = createClient(NotificationService, transport);

/** Follows the stream until `signal` aborts. `onNotification` is called in every tab with each new notification. */
export function follow(signal: AbortSignal, onNotification: (notification: Notification) => void): void {
  const tabs = new BroadcastChannel('melo-live');
  const handle = (message: TabMessage) => {
    if ('part' in message) handleChange(message.part);
    else if ('interrupted' in message) refetchAll();
    else if ('activated' in message) tabActivity.dispatchEvent(new Event('activated'));
    else {
      invalidate('alerts');
      onNotification(fromBinary(NotificationSchema, message.notification));
    }
  };
  const publish = (message: TabMessage) => {
    tabs.postMessage(message);
    handle(message);
  };
  addEventListener('focus', () => publish({ activated: true }), { signal });
  tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => handle(data);
  signal.addEventListener('abort', () => tabs.close());
  navigator.locks.request('melo-live', { signal }, () => watch(signal, publish)).catch(() => undefined);
}

/** Changes named by the stream. */
const partOf: Readonly<Partial<Record<ChangedPart, Part>>> = {
  [ChangedPart.TRANSACTIONS]: 'transactions',
  [ChangedPart.ACCOUNTS]: 'accounts',
  [ChangedPart.BUDGETS]: 'budgets',
};

/** Balances change after the ledger, so a report about them is the time to read them, whoever changed the ledger. */
function handleChange(part: Part): void {
  if (part === 'accounts') balancesFollowed();
  else if (!isEcho(part)) invalidate(part);
}

async function watch(signal: AbortSignal, publish: (message: TabMessage) => void): Promise<void> {
  let cursor = '';
  let waitMs: number = RETRY_MS.min;
  for (let first = true; !signal.aborted; first = false) {
    const started = Date.now();
    if (!first) publish({ interrupted: true });
    let token: string | undefined;
    try {
      token = await accessToken();
      for await (const { content } of readStream(cursor, signal)) {
        if (content.case === 'change') {
          const part = partOf[content.value.part];
          if (part) publish({ part });
        } else if (content.case === 'notification') {
          cursor = content.value.id;
          publish({ notification: toBinary(NotificationSchema, content.value) });
        }
      }
    } catch (error) {
      const failure = ConnectError.from(error);
      if (failure.code === Code.Unauthenticated) await renew(token).catch(() => undefined);
      // Newer streams replaced this one. Reconnecting immediately would end one of them, which would reconnect, and so on.
      if (isReplaced(failure)) await tabActivation(signal);
    }
    waitMs = Date.now() - started > HEALTHY_MS ? RETRY_MS.min : Math.min(waitMs * 2, RETRY_MS.max);
    await pause(waitMs, signal);
  }
}

const isReplaced = (error: ConnectError): boolean =>
  error.findDetails(ErrorInfoSchema)[0]?.reason === 'STREAM_REPLACED';

/** Waits until the user activates a tab of this browser. */
function tabActivation(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const both = AbortSignal.any([signal, AbortSignal.timeout(MAX_ABSENCE_MS)]);
    both.addEventListener('abort', () => done(), { once: true });
    tabActivity.addEventListener('activated', () => done(), { once: true, signal });
    if (signal.aborted) done();
  });
}

/** The stream; aborted when no message arrives for too long. */
async function* readStream(cursor: string, signal: AbortSignal): AsyncIterable<WatchNotificationsResponse> {
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
