/** Languages to choose from. */

const locales = [
  'en',
  'en-GB',
  'en-US',
  'de-DE',
  'de-AT',
  'de-CH',
  'fr-FR',
  'fr-CH',
  'es-ES',
  'it-IT',
  'nl-NL',
  'pl-PL',
  'pt-PT',
  'sv-SE',
  'da-DK',
  'nb-NO',
  'fi-FI',
  'cs-CZ',
  'ja-JP',
];

/** Locales by their own names, with the current one. */
export function localeChoices(current: string): { value: string; label: string }[] {
  const all = locales.includes(current) ? locales : [current, ...locales];
  return all.map((value) => ({
    value,
    label: new Intl.DisplayNames([value], { type: 'language' }).of(value) ?? value,
  }));
}
