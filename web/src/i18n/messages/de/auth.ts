import type { auth as english } from '../en/auth.ts';
import type { Translation } from '../message-id.ts';

export const auth: Translation<typeof english> = {
  'auth.email': 'E-Mail-Adresse',
  'auth.password': 'Passwort',
  'auth.sign-in.title': 'Anmelden',
  'auth.sign-in.submit': 'Anmelden',
  'auth.sign-in.forgot-password': 'Passwort vergessen?',
  'auth.sign-in.register': 'Neu hier? <link>Konto erstellen</link>',
};
