/** The languages that the app has, and the regions whose numbers and dates it can show. */
import { exactOf, writeAmount } from '../../i18n/amounts.ts';
import { formatShortDay } from '../../i18n/dates.ts';
import { LANGUAGES, type Language } from '../../i18n/language.ts';
import { localeOf } from '../../i18n/locale.ts';

const REGIONS = (
  'US GB IE CA AU NZ IN ' +
  'DE AT CH FR BE NL LU ES PT IT ' +
  'DK SE NO FI PL CZ SK HU RO GR TR JP KR BR MX'
).split(' ');

/** What a choice of formats shows them with. */
const EXAMPLE_UNITS = 123_456n;
const EXAMPLE_DAY = '2026-12-31';

export type Choice = { readonly value: string; readonly label: string };

/** Languages by their own names. */
export const languageChoices = (): Choice[] =>
  LANGUAGES.map((value) => ({ value, label: nameIn(value, 'language', value) }));

/** Regions by their names in the language, each with an amount and a date as it writes them. */
export function formatChoices(current: string, language: Language, currency: string): Choice[] {
  const regions = REGIONS.includes(current) ? REGIONS : [current, ...REGIONS];
  const choices = regions.map((value) => {
    const locale = localeOf(language, value);
    const amount = writeAmount(exactOf(currency, EXAMPLE_UNITS), locale);
    return { value, label: `${nameIn(language, 'region', value)}: ${amount}, ${formatShortDay(EXAMPLE_DAY, locale)}` };
  });
  return choices.sort((a, b) => a.label.localeCompare(b.label, language));
}

const nameIn = (language: Language, type: 'language' | 'region', code: string): string =>
  new Intl.DisplayNames([language], { type }).of(code) ?? code;
