/** Texts of notifications and mails in the language of the reader. To add a language, add a file like `de.ts` and its name here. */
import { createIntl, createIntlCache, type IntlShape } from '@formatjs/intl';
import { de } from './de.ts';
import { en } from './en.ts';
import type { MessageId, Messages } from './message-id.ts';

export const languages = { en, de } as const satisfies Readonly<Record<string, Messages>>;
type Language = keyof typeof languages;

const cache = createIntlCache();
const intlOf = (language: Language): IntlShape<string> =>
  createIntl(
    {
      locale: language,
      messages: languages[language],
      onError: (error) => {
        throw error;
      },
    },
    cache,
  );
const intls: Readonly<Record<Language, IntlShape<string>>> = { en: intlOf('en'), de: intlOf('de') };

/** The text of a message for a reader, in English when there is no catalogue of their language. */
export const text = (locale: string, id: MessageId, values?: Readonly<Record<string, string>>): string =>
  intls[languageOf(locale)].formatMessage({ id }, values) as string;

function languageOf(locale: string): Language {
  const [language] = localeOf(locale).split('-');
  return Object.hasOwn(languages, language!) ? (language as Language) : 'en';
}

/** The locale in its canonical form; `en` when Intl rejects it, because contracts allow more than BCP 47 does. */
export function localeOf(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
