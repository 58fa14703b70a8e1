/** NotificationService: what a person was told, and the stream of what they are told. */
import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import {
  ListNotificationsResponseSchema,
  MarkNotificationsReadResponseSchema,
  type NotificationService,
} from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { callerOf } from '#kit/access.ts';
import { actOf } from '#kit/act.ts';
import { cutPage, pageKey, pageSize, pageToken, UUID } from '#kit/page.ts';
import { refuse } from '#kit/refuse.ts';
import type { Sessions } from '#kit/sessions.ts';
import type { Fanout } from './fanout.ts';
import type { NotificationStore } from './store.ts';
import type { OpenStreams } from './streams.ts';
import { watch } from './watch.ts';

export type RouteParts = {
  readonly store: NotificationStore;
  readonly fanout: Fanout;
  readonly streams: OpenStreams;
  readonly sessions: Pick<Sessions, 'ended' | 'watch'>;
  /** Whether this process hears what the store tells. */
  listening(): boolean;
};

export const notificationRoutes = ({
  store,
  fanout,
  streams,
  sessions,
  listening,
}: RouteParts): ServiceImpl<typeof NotificationService> => ({
  async listNotifications({ pageSize: asked, pageToken: token, unread }, context) {
    const own = callerOf(context);
    const [before] = pageKey(token, [UUID]) ?? [''];
    const rows = await store.page(own, before!, unread, pageSize(asked) + 1);
    const { page, nextPageToken } = cutPage(rows, pageSize(asked), ({ id }) => pageToken(id));
    return create(ListNotificationsResponseSchema, {
      notifications: page,
      nextPageToken,
      unreadCount: await store.unreadCount(own),
    });
  },

  async markNotificationsRead({ ids }, context) {
    const own = callerOf(context);
    const unreadCount = ids.length === 0 ? 0 : await store.unreadCount(own, ids);
    return store.markRead(actOf(context), own, ids, create(MarkNotificationsReadResponseSchema, { unreadCount }));
  },

  async *watchNotifications({ cursor }, context) {
    const own = callerOf(context);
    if (!listening()) throw refuse.dependency('postgres');
    const later = (after: string, limit: number) => store.after(own, after, limit);
    yield* watch({ token: own.token!, cursor, fanout, streams, sessions, signal: context.signal, later });
  },
});
