/** Reads notifications of a user. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Notification } from '#gen/melo/notifications/v1/notification_pb.ts';
import { NotificationRow, toNotification } from '../rows.ts';

/** A user, and the households whose notifications they may read. */
export type Reader = { readonly userId: string; readonly visible: readonly string[] };

export const queries = (fork: () => EntityManager) => ({
  async notification(id: string): Promise<Notification | undefined> {
    const row = await fork().findOne(NotificationRow, { id });
    return row ? toNotification(row) : undefined;
  },
  /** A reader's notifications before an ID, newest first, for pages. */
  async page(reader: Reader, before: string, unread: boolean, limit: number): Promise<Notification[]> {
    const where = { ...visibleTo(reader), ...(before && { id: { $lt: before } }), ...(unread && { readTime: null }) };
    return (await fork().find(NotificationRow, where, { orderBy: { id: 'desc' }, limit })).map(toNotification);
  },
  /** A reader's notifications after an ID, oldest first, for streams that resume. */
  async after(reader: Reader, cursor: string, limit: number): Promise<Notification[]> {
    const where = { ...visibleTo(reader), id: { $gt: cursor } };
    return (await fork().find(NotificationRow, where, { orderBy: { id: 'asc' }, limit })).map(toNotification);
  },
  /** Number of a reader's unread notifications, without those in `except`. */
  unreadCount: (reader: Reader, except: readonly string[] = []): Promise<number> =>
    fork().count(NotificationRow, {
      ...visibleTo(reader),
      readTime: null,
      ...(except.length > 0 && { id: { $nin: [...except] } }),
    }),
});

/** Condition on the rows that a reader may see. */
export const visibleTo = ({ userId, visible }: Reader) => ({
  userId,
  $or: [{ householdId: null }, { householdId: [...visible] }],
});
