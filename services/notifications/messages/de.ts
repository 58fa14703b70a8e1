/** German texts of notifications and mails. */
import type { Messages } from './message-id.ts';

export const de: Messages = {
  'welcome.title': 'Willkommen bei Melo, {name}',
  'welcome.body':
    'Die Übersicht führt dich durch die ersten Schritte. Hier erscheinen Benachrichtigungen wie Budgetwarnungen.',
  'alert.reached': '{line} hat {threshold} des Budgets erreicht, {periodName}',
  'alert.exceeded': '{line} hat {threshold} des Budgets überschritten, {periodName}',
  'alert.limit-reached': '{line} hat das Budget erreicht, {periodName}',
  'alert.limit-exceeded': '{line} ist über dem Budget, {periodName}',
  'alert.left': '{spent} von {limit} ausgegeben, {rest} übrig, {period}.',
  'alert.over': '{spent} von {limit} ausgegeben, {rest} über dem Budget, {period}.',
  'alert.button': 'Budget öffnen',
  'alert.why':
    'Du bekommst diese Mail, weil du Mitglied von {household} bist und das Budget {budget} eine Warnung für {line} hat. Wenn du sie nicht mehr möchtest, entferne im Budget die Schwelle von {line}.',
  'verify.subject': 'Bestätige deine Adresse',
  'verify.title': 'Noch ein Schritt',
  'verify.body': 'Bestätige diese Adresse, um dein Konto anzulegen.',
  'verify.button': 'Adresse bestätigen',
  'verify.why':
    'Du bekommst diese Mail, weil diese Adresse bei Melo registriert wurde. Warst du das nicht, ignoriere sie: Es wird kein Konto angelegt, und der Link verfällt nach 24 Stunden.',
  'exists.subject': 'Du hast schon ein Konto',
  'exists.title': 'Du hast schon ein Konto',
  'exists.body':
    'Jemand wollte sich mit dieser Adresse registrieren, die schon ein Konto hat. Es wurde nichts geändert. Wenn du dein Passwort vergessen hast, wähle beim Anmelden „Passwort vergessen?“.',
  'exists.button': 'Anmelden',
  'exists.why':
    'Du bekommst diese Mail, weil diese Adresse bei Melo registriert werden sollte. Warst du das nicht, kannst du sie ignorieren.',
  'reset.subject': 'Wähle ein neues Passwort',
  'reset.title': 'Wähle ein neues Passwort',
  'reset.body':
    'Über diesen Link wählst du ein neues Passwort. Er gilt einmal, eine Stunde lang, und meldet dich auf allen Geräten ab.',
  'reset.button': 'Neues Passwort wählen',
  'reset.why':
    'Du bekommst diese Mail, weil jemand für diese Adresse ein neues Passwort angefordert hat. Warst du das nicht, ignoriere sie: Dein Passwort bleibt, wie es ist.',
  'changed.subject': 'Dein Passwort wurde geändert',
  'changed.title': 'Dein Passwort wurde geändert',
  'changed.body':
    'Das Passwort deines Kontos wurde geändert, andere Geräte wurden abgemeldet. Warst du das, ist nichts zu tun. Wenn nicht, wähle jetzt ein neues Passwort.',
  'changed.button': 'Das war ich nicht',
  'changed.why': 'Du bekommst diese Mail, weil sie die Sicherheit deines Kontos betrifft.',
};
