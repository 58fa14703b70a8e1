/** Currencies to choose from, by name in the user's language. */

/** The most frequent currencies come first. */
const common = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'JPY', 'CAD', 'AUD'];

export function currencyChoices(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([locale || 'en'], { type: 'currency' });
  const rest = Intl.supportedValuesOf('currency').filter((code) => !common.includes(code));
  return [...common, ...rest].map((value) => ({ value, label: `${value} · ${names.of(value) ?? value}` }));
}

const byRegion: Readonly<Record<string, string>> = {
  US: 'USD',
  GB: 'GBP',
  CH: 'CHF',
  SE: 'SEK',
  NO: 'NOK',
  DK: 'DKK',
  PL: 'PLN',
  CZ: 'CZK',
  JP: 'JPY',
  CA: 'CAD',
  AU: 'AUD',
};

/** A guess from the region of the locale; the euro without one. */
export const currencyOfLocale = (locale: string): string => byRegion[new Intl.Locale(locale).region ?? ''] ?? 'EUR';
