import type { overview as english } from '../en/overview.ts';
import type { Translation } from '../message-id.ts';

export const overview: Translation<typeof english> = {
  'overview.a-checking-account-and-a-credit': 'Ein Girokonto und eine Kreditkarte sind ein guter Anfang.',
  'overview.add-an-account': 'Konto hinzufügen',
  'overview.add-your-accounts': 'Füge deine Konten hinzu',
  'overview.amount-left': '{amount} übrig',
  'overview.amount-over': '{amount} überzogen',
  'overview.as-last-month': 'genau wie im letzten Monat',
  'overview.budgets': 'Budgets',
  'overview.change-since': '{change} seit {month}',
  'overview.compared-with': 'Verglichen mit {from} – {to}',
  'overview.done': 'Erledigt',
  'overview.first-steps': 'Erste Schritte',
  'overview.import-your-transactions': 'Importiere deine Buchungen',
  'overview.in': 'Einnahmen',
  'overview.latest-transactions': 'Letzte Buchungen',
  'overview.left': 'Übrig',
  'overview.more-lines': 'Und {count} weitere',
  'overview.name-used': '{name}, verbraucht',
  'overview.net-worth': 'Nettovermögen',
  'overview.net-worth-over-the-last-twelve': 'Nettovermögen der letzten zwölf Monate',
  'overview.no-payee': 'Kein Empfänger',
  'overview.no-transactions-yet-import-a-file':
    'Noch keine Buchungen. Importiere eine Datei deiner Bank oder drücke n, um eine hinzuzufügen.',
  'overview.nothing-spent-this-month-yet': 'In diesem Monat noch nichts ausgegeben.',
  'overview.out': 'Ausgaben',
  'overview.overview': 'Übersicht',
  'overview.remove-the-sample-data': 'Beispieldaten entfernen',
  'overview.set-a-budget': 'Budget festlegen',
  'overview.set-a-limit-for-groceries-melo':
    'Setze ein Limit für Lebensmittel. Melo benachrichtigt dich, bevor du es überschreitest.',
  'overview.set-monthly-limits-and-see-at': 'Setze monatliche Limits und sieh auf einen Blick, wo du stehst.',
  'overview.spending-by-category': 'Ausgaben nach Kategorie',
  'overview.spent-of-available': '{spent} von {available}',
  'overview.split-into-count': 'In {count} aufgeteilt',
  'overview.the-file-your-bank-offers-or': 'Die Datei deiner Bank oder ein paar Buchungen von Hand.',
  'overview.this-is-sample-data':
    'Dieser Haushalt enthält Beispieldaten. Sieh dich um und ändere, was du willst; dein eigener Haushalt bleibt unberührt.',
  'overview.this-month': 'dieser Monat',
  'overview.three-steps-about-five-minutes-everything':
    'Drei Schritte, etwa fünf Minuten. Alles lässt sich später ändern.',
  'overview.transfer': 'Umbuchung',
  'overview.try-with-sample-data': 'Mit Beispieldaten ausprobieren',
  'overview.uncategorised': 'Ohne Kategorie',
  'overview.welcome': 'Willkommen, {name}',
};
