/** Gründe von Fehlern, die nur Mitglieder bekommen. */
import type { memberErrors as english } from '../en/member-errors.ts';
import type { Translation } from '../message-id.ts';

export const memberErrors: Translation<typeof english> = {
  'errors.reason.ACCOUNT_ARCHIVED': 'Dieses Konto ist archiviert und nimmt keine neuen Buchungen an.',
  'errors.reason.ACCOUNT_UNKNOWN': 'Dieses Konto gibt es in diesem Haushalt nicht.',
  'errors.reason.ALREADY_LINKED': 'Diese Buchung gehört schon zu einer anderen wiederkehrenden Buchung.',
  'errors.reason.ALREADY_REVERTED': 'Dieser Import wurde schon rückgängig gemacht.',
  'errors.reason.AMOUNT_NOT_POSITIVE': 'Der Betrag einer Umbuchung muss über null liegen.',
  'errors.reason.BEFORE_OPENING':
    'Dieses Datum liegt vor dem Beginn des Kontos. Wähle ein späteres Datum oder verlege das Eröffnungsdatum zurück.',
  'errors.reason.CATEGORY_KIND_MISMATCH': 'Ein Budget begrenzt Ausgaben. Wähle eine Ausgabenkategorie.',
  'errors.reason.CATEGORY_UNKNOWN': 'Diese Kategorie gibt es in diesem Haushalt nicht.',
  'errors.reason.CURRENCY_FIXED': 'Die Währung eines Kontos lässt sich nicht ändern.',
  'errors.reason.CURRENCY_MISMATCH': 'Der Betrag ist nicht in der Währung des Kontos.',
  'errors.reason.CYCLE': 'Eine Kategorie kann nicht unter sich selbst stehen.',
  'errors.reason.DATE_INVALID': 'Das ist kein gültiges Datum.',
  'errors.reason.FILE_TOO_COMPLEX':
    'Das Lesen dieser Datei dauert zu lange oder braucht zu viel Speicher. Es wurde nichts importiert. Exportiere bei deiner Bank kürzere Zeiträume und importiere sie nacheinander.',
  'errors.reason.FILE_UNREADABLE':
    'Diese Datei lässt sich nicht lesen. Es wurde nichts importiert. Prüfe den Zeichensatz oder exportiere bei deiner Bank eine CSV-Datei mit höchstens 50.000 Zeilen.',
  'errors.reason.IMPORT_BUSY':
    'Gerade wird eine andere Datei gelesen. Es wurde nichts importiert. Bitte versuche es gleich noch einmal.',
  'errors.reason.KIND_MISMATCH': 'Eine Kategorie muss von derselben Art sein wie die übergeordnete.',
  'errors.reason.LIMIT_NEGATIVE': 'Das Limit darf nicht negativ sein.',
  'errors.reason.LINES_UNBALANCED': 'Die Teilbeträge müssen zusammen den Betrag ergeben.',
  'errors.reason.NAME_TAKEN': 'Hier gibt es schon eine Kategorie mit diesem Namen.',
  'errors.reason.NUMBER_TAKEN': 'Ein anderes Konto hat schon diese Nummer.',
  'errors.reason.OCCURRENCE_NOT_RESOLVED': 'Die Buchung dazu gibt es noch. Lösche zuerst sie.',
  'errors.reason.OCCURRENCE_RESOLVED': 'Das wurde schon gebucht oder ausgelassen. Nichts wurde doppelt gebucht.',
  'errors.reason.OCCURRENCE_UNKNOWN': 'An diesem Tag kehrt diese Buchung nicht mehr wieder. Nichts wurde gebucht.',
  'errors.reason.OPENING_MOVED_LATER':
    'Das Eröffnungsdatum lässt sich nur zurückverlegen, damit keine Buchung davor liegt.',
  'errors.reason.PARENT_UNKNOWN': 'Diese Kategorie gibt es in diesem Haushalt nicht.',
  'errors.reason.RANGE_TOO_LONG': 'Wähle höchstens zehn Jahre.',
  'errors.reason.RECONCILED': 'Diese Buchung ist abgeglichen und kann nicht geändert oder gelöscht werden.',
  'errors.reason.RECURRENCE_INVALID':
    'Diese Daten passen nicht zusammen. Prüfe das erste Datum, das Ende und den Rhythmus.',
  'errors.reason.SAME_ACCOUNT': 'Wähle zwei verschiedene Konten.',
  'errors.reason.STATUS_NOT_SETTABLE': 'Eine Buchung wird nur durch einen Abgleich abgeglichen.',
  'errors.reason.TOO_DEEP': 'Kategorien können höchstens fünf Ebenen haben.',
  'errors.reason.TOO_MANY_SCHEDULES':
    'Dieser Haushalt hat die Höchstzahl wiederkehrender Buchungen. Lösche zuerst eine.',
  'errors.reason.TRANSFER_LINES':
    'Eine Umbuchung hat einen Teilbetrag ohne Kategorie. Gebühren brauchen eine Ausgabenkategorie und einen negativen Betrag.',
};
