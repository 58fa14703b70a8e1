/** NotificationService: a user's notifications, and the stream of new ones. */
import type { ServiceImpl } from '@connectrpc/connect';
import type { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { errors } from '#kit/rpc/errors.ts';
import { decodePageToken, encodePageToken, pageSize, paginate, UUID } from '#kit/rpc/pagination.ts';
import type { Revocations } from '#kit/rpc/revocations.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import type { NotificationStore } from '../store.ts';
import type { Fanout } from '../stream/fanout.ts';
import type { OpenStreams } from '../stream/open-streams.ts';
import { watch } from '../stream/watch.ts';

export type NotificationRouteDependencies = {
  readonly store: NotificationStore;
  readonly fanout: Fanout;
  readonly streams: OpenStreams;
  readonly revocations: Pick<Revocations, 'isRevoked' | 'onRevoked'>;
  /** Whether this process is connected to the store's channel. */
  listening(): boolean;
};

export const notificationRoutes = ({
  store,
  fanout,
  streams,
  revocations,
  listening,
}: NotificationRouteDependencies): ServiceImpl<typeof NotificationService> => ({
  async listNotifications({ pageSize: requestedSize, pageToken: token, unread }, context) {
    const own = callerOf(context);
    const [before] = decodePageToken(token, [UUID]) ?? [''];
    const rows = await store.page(own, before!, unread, pageSize(requestedSize) + 1);
    const { page, nextPageToken } = paginate(rows, pageSize(requestedSize), ({ id }) => encodePageToken(id));
    return { notifications: page, nextPageToken, unreadCount: await store.unreadCount(own) };
  },

  async markNotificationsRead({ ids }, context) {
    const own = callerOf(context);
    const unreadCount = ids.length === 0 ? 0 : await store.unreadCount(own, ids);
    return store.markRead(writeContextOf(context), own, ids, { unreadCount });
  },

  async *watchNotifications({ cursor }, context) {
    const own = callerOf(context);
    if (!listening()) throw errors.dependency('postgres');
    const later = (after: string, limit: number) => store.after(own, after, limit);
    yield* watch({ token: own.token!, cursor, fanout, streams, revocations, signal: context.signal, later });
  },
});
