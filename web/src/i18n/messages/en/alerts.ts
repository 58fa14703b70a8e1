/** Notifications. */
export const alerts = {
  'alerts.mark-all-as-read': 'Mark all as read',
  'alerts.no-notifications': 'No notifications',
  'alerts.notifications': 'Notifications',
  'alerts.show-older': 'Load older',
  'alerts.today': 'Today',
  'alerts.unread': 'Unread:',
  'alerts.when-spending-reaches-a-threshold-of':
    'When spending reaches a threshold of your budget, you are notified here and by mail.',
  'alerts.yesterday': 'Yesterday',
} as const;
