import type { auth as english } from '../en/auth.ts';
import type { Translation } from '../message-id.ts';

export const auth: Translation<typeof english> = {
  'auth.at-least-count-characters-a-few':
    'Mindestens {count} Zeichen. Ein paar zusammenhanglose Wörter sind leicht zu merken und schwer zu erraten.',
  'auth.change-the-address': 'Adresse ändern',
  'auth.check-your-mail': 'Sieh in deinen Mails nach',
  'auth.choose-a-new-password': 'Neues Passwort wählen',
  'auth.confirm-that-this-address-is-yours':
    'Bestätige, dass diese Adresse dir gehört und du dich mit ihr registriert hast.',
  'auth.create-account': 'Konto erstellen',
  'auth.create-your-account': 'Konto erstellen',
  'auth.currency': 'Währung',
  'auth.currency-of-totals-and-reports-accounts': 'Für Summen und Berichte. Konten können andere Währungen haben.',
  'auth.email': 'E-Mail-Adresse',
  'auth.enter-your-email-address': 'Gib deine E-Mail-Adresse ein.',
  'auth.enter-your-name': 'Gib deinen Namen ein.',
  'auth.enter-your-password': 'Gib dein Passwort ein.',
  'auth.everything-is-ready-sign-in-to': 'Alles ist bereit. Melde dich an, um zu beginnen.',
  'auth.forgot-your-password': 'Passwort vergessen?',
  'auth.get-a-new-link': 'Neuen Link anfordern',
  'auth.it-was-used-before-or-it':
    'Er wurde schon benutzt oder ist abgelaufen. Wenn du schon ein Konto hast, melde dich an, sonst registriere dich noch einmal.',
  'auth.look-in-the-spam-folder': 'Nichts da? Sieh im Spam-Ordner nach. Zurück zum <signIn>Anmelden</signIn>.',
  'auth.name': 'Name',
  'auth.new-password': 'Neues Passwort',
  'auth.no-reset-mail':
    'Keine Mail? Sieh im Spam-Ordner nach oder <again>fordere sie noch einmal an</again>. Zurück zum <signIn>Anmelden</signIn>.',
  'auth.no-verification-mail':
    'Keine Mail? Sieh im Spam-Ordner nach oder <again>registriere dich noch einmal</again>. Zurück zum <signIn>Anmelden</signIn>.',
  'auth.other-devices-will-be-signed-out': 'Andere Geräte werden abgemeldet.',
  'auth.password': 'Passwort',
  'auth.password-too-short': 'Das Passwort muss mindestens {count} Zeichen haben.',
  'auth.register-again': 'Noch einmal registrieren',
  'auth.registered-already': 'Schon ein Konto bei Melo? <signIn>Anmelden</signIn>',
  'auth.remembered': 'Wieder eingefallen? <signIn>Anmelden</signIn>',
  'auth.reset-mail-sent':
    'Wenn {address} ein Konto hat, ist ein Link zum Wählen eines neuen Passworts unterwegs. Er gilt einmal, eine Stunde lang.',
  'auth.send-it-again': 'Noch einmal senden',
  'auth.send-the-link': 'Link senden',
  'auth.sent-again': 'Noch einmal gesendet.',
  'auth.set-the-new-password': 'Neues Passwort setzen',
  'auth.sign-in': 'Anmelden',
  'auth.sign-in.forgot-password': 'Passwort vergessen?',
  'auth.sign-in.register': 'Neu hier? <link>Konto erstellen</link>',
  'auth.sign-in.submit': 'Anmelden',
  'auth.sign-in.title': 'Anmelden',
  'auth.the-link-is-incomplete-open-it': 'Der Link ist unvollständig. Öffne ihn noch einmal aus der Mail.',
  'auth.this-is-not-the-password-of': 'Das ist nicht das Passwort dieser Registrierung.',
  'auth.this-link-does-not-work': 'Dieser Link funktioniert nicht',
  'auth.verification-mail-sent':
    'Wir haben eine Mail an {address} geschickt. Öffne ihren Link innerhalb von 24 Stunden, um dein Konto zu erstellen.',
  'auth.verify-and-create-the-account': 'Bestätigen und Konto erstellen',
  'auth.we-will-mail-you-a-link': 'Wir schicken dir einen Link, mit dem du ein neues wählst.',
  'auth.you-did-not-register-then-close':
    'Du hast dich nicht registriert? Dann schließe diese Seite: Es wird nichts angelegt.',
  'auth.you-opened-this-link-in-another':
    'Du hast diesen Link in einem anderen Browser geöffnet als dem, in dem du dich registriert hast. Gib das Passwort ein, das du dort gewählt hast.',
  'auth.you-were-signed-out-on-all': 'Du wurdest auf allen Geräten abgemeldet. Melde dich mit dem neuen Passwort an.',
  'auth.your-address': 'deine Adresse',
  'auth.your-address-is-verified': 'Deine Adresse ist bestätigt',
  'auth.your-households-money-in-one-place': 'Das Geld deines Haushalts an einem Ort, genau auf den Cent.',
  'auth.your-password-was-changed': 'Dein Passwort wurde geändert',
};
