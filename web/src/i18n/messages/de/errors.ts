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
  'errors.reason.ALREADY_VERIFIED': 'Diese Adresse ist schon bestätigt. Bitte melde dich an.',
  'errors.reason.CREDENTIALS_WRONG': 'Die Adresse oder das Passwort ist falsch.',
  'errors.reason.CURRENCY_UNKNOWN': 'Diese Währung ist unbekannt.',
  'errors.reason.DEPENDENCY_UNAVAILABLE':
    'Ein Teil von Melo ist nicht erreichbar. Es wurde nichts gespeichert; bitte versuche es noch einmal.',
  'errors.reason.ETAG_MISMATCH':
    'Jemand anderes hat das geändert. Es wurde nichts gespeichert; sieh dir die neue Fassung an und versuche es noch einmal.',
  'errors.reason.NOT_FOUND': 'Das gibt es nicht mehr. Vielleicht wurde es gelöscht.',
  'errors.reason.OVERLOADED':
    'Melo ist gerade stark ausgelastet. Es wurde nichts gespeichert; bitte versuche es gleich noch einmal.',
  'errors.reason.PASSWORD_REQUIRED':
    'Du hast diesen Link in einem anderen Browser geöffnet. Bitte gib das Passwort ein, das du bei der Registrierung gewählt hast.',
  'errors.reason.REQUEST_ALREADY_DONE': 'Das wurde schon erledigt.',
  'errors.reason.REQUEST_ID_REUSED':
    'Das wurde schon mit anderem Inhalt gesendet. Es wurde nichts gespeichert; bitte versuche es noch einmal.',
  'errors.reason.ROLE_TOO_LOW':
    'Du kannst diesen Haushalt ansehen, aber nicht ändern. Bitte einen Inhaber um das Recht zum Bearbeiten.',
  'errors.reason.SESSION_ENDED': 'Deine Sitzung ist beendet. Bitte melde dich wieder an.',
  'errors.reason.SIGN_IN_REQUIRED': 'Bitte melde dich wieder an. Deine Eingabe bleibt erhalten.',
  'errors.reason.TIME_ZONE_UNKNOWN': 'Diese Zeitzone ist unbekannt. Verwende zum Beispiel Europe/Berlin.',
  'errors.reason.TOKEN_INVALID': 'Dieser Link wurde schon benutzt oder ist abgelaufen.',
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
