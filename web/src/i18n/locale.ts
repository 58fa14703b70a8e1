/**
 * The two settings in a user's locale: its language is that of the texts, its region that of numbers and dates. "de-FR" is German with
 * French numbers.
 */
import { type Language, languageOf } from './language.ts';

/** Where a language is at home, for locales without a region. */
export const regionOf = (locale: string): string => maximized(locale).region ?? 'US';

export const localeOf = (language: Language, region: string): string => `${language}-${region}`;

/** A user's locale with a language that the app has: words in dates are in the language of the texts around them. */
export const appLocale = (locale: string): string => localeOf(languageOf(locale), regionOf(locale));

const numeric = new Map<string, string>();

/**
 * The locale of numbers and numeric dates. They are those of the region's own language: in English, Intl would write amounts in
 * Germany as in Britain.
 */
export function numericLocale(locale: string): string {
  const known = numeric.get(locale);
  if (known) return known;
  const region = regionOf(locale);
  // Parts of the world, such as 419, have no language of their own.
  const isCountry = /^[A-Z]{2}$/.test(region);
  const found = isCountry ? `${maximized(`und-${region}`).language}-${region}` : locale;
  numeric.set(locale, found);
  return found;
}

function maximized(locale: string): Intl.Locale {
  try {
    return new Intl.Locale(locale || 'en').maximize();
  } catch {
    // The contract allows more than Intl does.
    return new Intl.Locale('en-US');
  }
}
