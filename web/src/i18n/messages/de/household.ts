import type { household as english } from '../en/household.ts';
import type { Translation } from '../message-id.ts';

export const household: Translation<typeof english> = {
  'household.accounts-may-have-other-currencies': 'Konten können andere Währungen haben.',
  'household.create-a-household': 'Haushalt anlegen',
  'household.create-household': 'Haushalt anlegen',
  'household.currency-of-totals': 'Hauptwährung',
  'household.delete-permanently': 'Endgültig löschen',
  'household.enter-a-name': 'Gib dem Haushalt einen Namen.',
  'household.home': 'Zuhause',
  'household.name-deleted': '{name} gelöscht.',
  'household.name-of-the-household': 'Name des Haushalts',
  'household.signed-in-as': 'Angemeldet als {email}. <signOut>Abmelden</signOut>',
  'household.time-zone': 'Zeitzone',
  'household.you-are-not-a-member-of':
    'Du bist in keinem Haushalt Mitglied, {name}. Konten, Buchungen und Budgets gehören zu einem Haushalt. Lege einen an oder bitte ein Mitglied, dich einzuladen.',
};
