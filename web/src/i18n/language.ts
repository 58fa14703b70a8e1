/** The language of the app's texts: the signed-in user's, before sign-in that of the last user or the browser. */
import { useSyncExternalStore } from 'react';
import { en } from './messages/en/index.ts';
import type { Messages } from './messages/message-id.ts';
import { showMessages } from './text.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'melo-language';
const loaders: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => en,
  de: async () => (await import('./messages/de/index.ts')).de,
};

let current: Language = 'en';
const listeners = new Set<() => void>();

/** The language of a BCP 47 locale; English when there is no catalogue. */
export const languageOf = (locale: string): Language =>
  LANGUAGES.find((language) => language === locale.toLowerCase().split('-')[0]) ?? 'en';

/** The language before sign-in. */
export function initialLanguage(): Language {
  const stored = LANGUAGES.find((language) => language === localStorage.getItem(STORED));
  const preferred = navigator.languages.find((locale) =>
    LANGUAGES.some((own) => own === locale.toLowerCase().split('-')[0]),
  );
  return stored ?? languageOf(preferred ?? 'en');
}

/** Loads the catalogue and shows the app in this language. */
export async function showLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  const messages = await loaders[language]();
  showMessages(language, messages);
  document.documentElement.lang = language;
  if (current === language) return;
  current = language;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The language shown; the component renders again when it changes. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, () => current);
