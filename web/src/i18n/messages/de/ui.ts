import type { ui as english } from '../en/ui.ts';
import type { Translation } from '../message-id.ts';

export const ui: Translation<typeof english> = {
  'ui.account': 'Konto',
  'ui.after-future-entries': '{count, plural, one {nach # künftigen Buchung} other {nach # künftigen Buchungen}}',
  'ui.balances-without-a-rate-not-counted': 'Kontostände ohne Wechselkurs, nicht gezählt:',
  'ui.cancel': 'Abbrechen',
  'ui.category': 'Kategorie',
  'ui.count': '{count, plural, one {# weitere} other {# weitere}}',
  'ui.income': 'Einnahmen',
  'ui.income-less-spending-without-a-rate': 'Einnahmen minus Ausgaben ohne Wechselkurs, nicht gezählt:',
  'ui.loading': 'Wird geladen',
  'ui.no-such-category': 'Keine solche Kategorie',
  'ui.once-it-opens': 'sobald es beginnt',
  'ui.spending': 'Ausgaben',
  'ui.spending-by-category': 'Ausgaben nach Kategorie',
  'ui.spending-by-category-total-in-total': 'Ausgaben nach Kategorie, insgesamt {total}',
  'ui.spending-without-a-rate-not-counted': 'Ausgaben ohne Wechselkurs, nicht gezählt:',
  'ui.spent': 'Ausgegeben',
  'ui.this-could-not-be-loaded': 'Das konnte nicht geladen werden',
  'ui.this-did-not-work': 'Das hat nicht funktioniert',
  'ui.try-again': 'Noch einmal versuchen',
  'ui.uncategorised': 'Ohne Kategorie',
  'ui.undo': 'Rückgängig',
  'ui.undone': 'Rückgängig gemacht.',
  'ui.your-data-is-safe': 'Deine Daten sind sicher.',
};
