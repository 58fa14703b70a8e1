import type { add as english } from '../en/add.ts';
import type { Translation } from '../message-id.ts';

export const add: Translation<typeof english> = {
  'add.account': 'Konto',
  'add.add-a-transaction': 'Buchung hinzufügen',
  'add.add-and-next': 'Hinzufügen, dann nächste',
  'add.add-transaction': 'Buchung hinzufügen',
  'add.amount': 'Betrag',
  'add.amount-that-arrives': 'Eingegangener Betrag',
  'add.cancel': 'Abbrechen',
  'add.category': 'Kategorie',
  'add.choose-a-date': 'Wähle ein Datum.',
  'add.choose-an-account': 'Wähle ein Konto.',
  'add.control-enter': 'Strg oder ⌘ mit Eingabe',
  'add.date': 'Datum',
  'add.enter-an-amount-above-zero-such': 'Gib einen Betrag über null ein, zum Beispiel 12,50.',
  'add.from': 'Von',
  'add.kind': 'Art',
  'add.money-in': 'Einnahme',
  'add.money-out': 'Ausgabe',
  'add.money-that-moves-between-your-own':
    'Geld, das zwischen deinen eigenen Konten bewegt wird, ist weder Ausgabe noch Einnahme.',
  'add.note': 'Notiz',
  'add.payee': 'Empfänger',
  'add.record-a-transfer-or-card-payment': 'Umbuchung oder Kreditkartenausgleich erfassen',
  'add.record-transfer': 'Umbuchung erfassen',
  'add.to': 'Nach',
  'add.transaction-added': 'Buchung hinzugefügt.',
  'add.transfer': 'Umbuchung',
  'add.transfer-recorded': 'Umbuchung erfasst.',
};
