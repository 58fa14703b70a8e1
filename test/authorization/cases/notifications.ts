/** A valid request for every method of notifications. */
import type { Cases } from './case.ts';

export const notificationsCases: Cases = {
  'melo.notifications.v1.NotificationService': {
    ListNotifications: () => ({}),
    MarkNotificationsRead: ({ notification }) => ({ ids: [notification] }),
    // From before the first of all.
    WatchNotifications: () => ({ cursor: '00000000-0000-7000-8000-000000000000' }),
  },
};
