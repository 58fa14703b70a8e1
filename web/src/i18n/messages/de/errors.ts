import type { errors as english } from '../en/errors.ts';
import type { Translation } from '../message-id.ts';

export const errors: Translation<typeof english> = {
  'errors.deadline-exceeded': 'Das hat zu lange gedauert. Bitte versuche es noch einmal.',
  'errors.field': 'Bitte prüfe das.',
  'errors.internal': 'Bei uns ist etwas schiefgegangen. Bitte versuche es noch einmal.',
  'errors.invalid-argument': 'Bitte prüfe deine Eingabe.',
  'errors.limit-reached':
    'Davon gibt es schon {limit, number}, mehr sind nicht möglich. Es wurde nichts gespeichert. Ändere oder lösche etwas, das du nicht mehr brauchst.',
  'errors.not-found': 'Das gibt es nicht mehr.',
  'errors.part-not-loaded':
    'Ein Teil von Melo konnte nicht geladen werden. Vielleicht bist du offline, oder Melo wurde aktualisiert.',
  'errors.password.breached':
    'Dieses Passwort steht auf einer Liste von Passwörtern, die Angreifer zuerst probieren. Ein paar zusammenhanglose Wörter sind ein gutes Passwort.',
  'errors.password.context':
    'Dieses Passwort enthält deinen Namen, deine Adresse oder den Namen dieser App. Ein paar zusammenhanglose Wörter sind ein gutes Passwort.',
  'errors.password.guessable':
    'Dieses Passwort ist zu leicht zu erraten. Ein paar zusammenhanglose Wörter sind ein gutes Passwort.',
  'errors.password.keyboard':
    'Dieses Passwort folgt den Tasten einer Tastatur. Ein paar zusammenhanglose Wörter sind ein gutes Passwort.',
  'errors.password.repeat':
    'Dieses Passwort wiederholt sich. Ein paar zusammenhanglose Wörter sind ein gutes Passwort.',
  'errors.password.sequence':
    'Dieses Passwort folgt einer Reihe oder einem Datum. Ein paar zusammenhanglose Wörter sind ein gutes Passwort.',
  'errors.permission-denied': 'Das darfst du nicht.',
  'errors.reason.ACCOUNT_ARCHIVED': 'Dieses Konto ist archiviert und nimmt keine neuen Buchungen an.',
  'errors.reason.ACCOUNT_UNKNOWN': 'Dieses Konto gibt es in diesem Haushalt nicht.',
  'errors.reason.ALREADY_REVERTED': 'Dieser Import wurde schon rückgängig gemacht.',
  'errors.reason.AMOUNT_NOT_POSITIVE': 'Der Betrag einer Umbuchung muss über null liegen.',
  'errors.reason.BEFORE_OPENING':
    'Dieses Datum liegt vor dem Beginn des Kontos. Wähle ein späteres Datum oder verlege das Eröffnungsdatum zurück.',
  'errors.reason.CATEGORY_KIND_MISMATCH': 'Ein Budget begrenzt Ausgaben. Wähle eine Ausgabenkategorie.',
  'errors.reason.CATEGORY_UNKNOWN': 'Diese Kategorie gibt es in diesem Haushalt nicht.',
  'errors.reason.CREDENTIALS_WRONG': 'Die Adresse oder das Passwort ist falsch.',
  'errors.reason.CURRENCY_FIXED': 'Die Währung eines Kontos lässt sich nicht ändern.',
  'errors.reason.CURRENCY_MISMATCH': 'Der Betrag ist nicht in der Währung des Kontos.',
  'errors.reason.CURRENCY_UNKNOWN': 'Diese Währung ist unbekannt.',
  'errors.reason.CYCLE': 'Eine Kategorie kann nicht unter sich selbst stehen.',
  'errors.reason.DATE_INVALID': 'Das ist kein gültiges Datum.',
  'errors.reason.DEPENDENCY_UNAVAILABLE':
    'Ein Teil von Melo ist nicht erreichbar. Es wurde nichts gespeichert; bitte versuche es noch einmal.',
  'errors.reason.ETAG_MISMATCH':
    'Jemand anderes hat das geändert. Es wurde nichts gespeichert; sieh dir die neue Fassung an und versuche es noch einmal.',
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
  'errors.reason.NOT_FOUND': 'Das gibt es nicht mehr. Vielleicht wurde es gelöscht.',
  'errors.reason.NUMBER_TAKEN': 'Ein anderes Konto hat schon diese Nummer.',
  'errors.reason.OPENING_MOVED_LATER':
    'Das Eröffnungsdatum lässt sich nur zurückverlegen, damit keine Buchung davor liegt.',
  'errors.reason.OVERLOADED':
    'Melo ist gerade stark ausgelastet. Es wurde nichts gespeichert; bitte versuche es gleich noch einmal.',
  'errors.reason.PARENT_UNKNOWN': 'Diese Kategorie gibt es in diesem Haushalt nicht.',
  'errors.reason.PASSWORD_REQUIRED':
    'Du hast diesen Link in einem anderen Browser geöffnet. Bitte gib das Passwort ein, das du bei der Registrierung gewählt hast.',
  'errors.reason.RANGE_TOO_LONG': 'Wähle höchstens zehn Jahre.',
  'errors.reason.RECONCILED': 'Diese Buchung ist abgeglichen und kann nicht geändert oder gelöscht werden.',
  'errors.reason.REQUEST_ALREADY_DONE': 'Das wurde schon erledigt.',
  'errors.reason.REQUEST_ID_REUSED':
    'Das wurde schon mit anderem Inhalt gesendet. Es wurde nichts gespeichert; bitte versuche es noch einmal.',
  'errors.reason.ROLE_TOO_LOW':
    'Du kannst diesen Haushalt ansehen, aber nicht ändern. Bitte einen Inhaber um das Recht zum Bearbeiten.',
  'errors.reason.SAME_ACCOUNT': 'Wähle zwei verschiedene Konten.',
  'errors.reason.SESSION_ENDED': 'Deine Sitzung ist beendet. Bitte melde dich wieder an.',
  'errors.reason.SIGN_IN_REQUIRED': 'Bitte melde dich wieder an. Deine Eingabe bleibt erhalten.',
  'errors.reason.STATUS_NOT_SETTABLE': 'Eine Buchung wird nur durch einen Abgleich abgeglichen.',
  'errors.reason.TIME_ZONE_UNKNOWN': 'Diese Zeitzone ist unbekannt. Verwende zum Beispiel Europe/Berlin.',
  'errors.reason.TOKEN_INVALID': 'Dieser Link wurde schon benutzt oder ist abgelaufen.',
  'errors.reason.TOO_DEEP': 'Kategorien können höchstens fünf Ebenen haben.',
  'errors.reason.TRANSFER_LINES':
    'Eine Umbuchung hat einen Teilbetrag ohne Kategorie. Gebühren brauchen eine Ausgabenkategorie und einen negativen Betrag.',
  'errors.resource-exhausted': 'Melo ist gerade ausgelastet. Bitte versuche es gleich noch einmal.',
  'errors.retry-minutes':
    'Zu viele Versuche. Bitte versuche es in {minutes, plural, one {# Minute} other {# Minuten}} noch einmal.',
  'errors.retry-seconds':
    'Zu viele Versuche. Bitte versuche es in {seconds, plural, one {# Sekunde} other {# Sekunden}} noch einmal.',
  'errors.rule.email': 'Das ist keine gültige E-Mail-Adresse.',
  'errors.rule.required': 'Bitte fülle dieses Feld aus.',
  'errors.rule.too-long': 'Dieser Text ist zu lang.',
  'errors.rule.too-many': 'Das sind zu viele.',
  'errors.rule.too-short': 'Dieser Text ist zu kurz.',
  'errors.unauthenticated': 'Bitte melde dich wieder an.',
  'errors.unavailable': 'Melo ist nicht erreichbar. Bitte versuche es noch einmal.',
};
