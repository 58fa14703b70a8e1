import type { alerts as english } from '../en/alerts.ts';
import type { Translation } from '../message-id.ts';

export const alerts: Translation<typeof english> = {
  'alerts.mark-all-as-read': 'Alle als gelesen markieren',
  'alerts.no-notifications': 'Keine Benachrichtigungen',
  'alerts.notifications': 'Benachrichtigungen',
  'alerts.show-older': 'Ältere laden',
  'alerts.today': 'Heute',
  'alerts.unread': 'Ungelesen:',
  'alerts.when-spending-reaches-a-threshold-of':
    'Wenn Ausgaben eine Schwelle deines Budgets erreichen, wirst du hier und per Mail benachrichtigt.',
  'alerts.yesterday': 'Gestern',
};
