/** Recognises a currency next to an amount: by its code and its symbols in many languages. */
import { isCurrency } from '#kit/values/money.ts';

/** Locales whose currency symbols a bank may use. */
const LOCALES = (
  'en en-US en-GB en-IN en-AU en-CA en-NZ en-ZA en-SG de de-CH fr fr-CA es es-MX es-AR es-CL es-CO pt pt-BR it nl pl cs sk ' +
  'hu ro bg hr sl sr sv da nb fi et lv lt is el tr ru uk he ar fa hi bn ja zh zh-TW ko th vi id ms fil sw'
).split(' ');
/** Forms that Intl does not know. */
const EXTRA_FORMS: Readonly<Record<string, readonly string[]>> = {
  INR: ['rs'],
  PKR: ['rs'],
  CHF: ['fr', 'sfr'],
  GBP: ['gbp£'],
};

const formsByCode = new Map<string, ReadonlySet<string>>();

/** Lower-case forms of a currency without spaces and dots at the ends: "eur", "€", "kr", "us$". */
export function formsOf(currency: string): ReadonlySet<string> {
  let forms = formsByCode.get(currency);
  if (!forms) {
    forms = new Set([
      normalised(currency),
      ...(EXTRA_FORMS[currency] ?? []),
      ...LOCALES.flatMap((at) => symbols(currency, at)),
    ]);
    formsByCode.set(currency, forms);
  }
  return forms;
}

function symbols(currency: string, locale: string): string[] {
  return (['symbol', 'narrowSymbol'] as const).map((currencyDisplay) => {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay });
    return normalised(format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency);
  });
}

/** Whether the text next to an amount is this currency, another one, or unknown. */
export function classifyCurrency(text: string, currency: string): 'own' | 'foreign' | 'unknown' {
  const form = normalised(text);
  if (form === '' || formsOf(currency).has(form)) return 'own';
  if (isCurrency(form.toUpperCase()) || /\p{Sc}/u.test(form) || commonSymbols().has(form)) return 'foreign';
  return 'unknown';
}

/** Letter-only symbols of other currencies. */
let symbolsOfLetters: ReadonlySet<string> | undefined;
function commonSymbols(): ReadonlySet<string> {
  symbolsOfLetters ??= new Set(
    ['SEK', 'DKK', 'NOK', 'PLN', 'CZK', 'HUF', 'CHF', 'RON', 'BGN', 'TRY', 'INR', 'ZAR'].flatMap((code) => [
      ...formsOf(code),
    ]),
  );
  return symbolsOfLetters;
}

/** Direction marks and spaces that some languages put around symbols. */
const INVISIBLE = /[\u200e\u200f\u061c\s]/g;

function normalised(text: string): string {
  const bare = text.replace(INVISIBLE, '').toLowerCase();
  const start = bare.startsWith('.') ? 1 : 0;
  return bare.endsWith('.') ? bare.slice(start, -1) : bare.slice(start);
}
