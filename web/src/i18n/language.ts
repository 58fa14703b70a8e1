/** The language of the app's texts: the signed-in user's, before sign-in that of the last user or the browser. */
import { useSyncExternalStore } from 'react';
import { first } from './messages/en/first.ts';
import type { Messages } from './messages/message-id.ts';
import { showMessages } from './text.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'melo-language';
/** What is shown without a session has catalogues of its own, which are a third as large. */
type Catalogues = { readonly first: () => Promise<FirstMessages>; readonly all: () => Promise<Messages> };
type FirstMessages = Readonly<Record<keyof typeof first, string>>;
const loaders: Readonly<Record<Language, Catalogues>> = {
  en: {
    first: async () => first,
    all: async () => (await import('./messages/en/index.ts')).en,
  },
  de: {
    first: async () => (await import('./messages/de/first.ts')).first,
    all: async () => (await import('./messages/de/index.ts')).de,
  },
};

let current: Language = 'en';
let scope: keyof Catalogues = 'first';
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
  showMessages(language, await loaders[language][scope]());
  document.documentElement.lang = language;
  if (current === language) return;
  current = language;
  for (const listener of listeners) listener();
}

/** Before pages of signed-in users: from now on with all of their messages. */
export async function showAllMessages(): Promise<void> {
  scope = 'all';
  await showLanguage(current);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The language shown; the component renders again when it changes. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, () => current);
