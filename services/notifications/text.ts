/** What notifications and mails say, by language. To add one: a table here. */

/** An alert, its figures and dates already formatted for the reader. */
export type AlertWords = {
  readonly line: string;
  readonly budget: string;
  readonly household: string;
  /** Such as 80%. */
  readonly threshold: string;
  readonly period: string;
  readonly spent: string;
  readonly limit: string;
  /** What is left of the limit, or what is beyond it. */
  readonly rest: string;
};

export type Words = {
  readonly welcomeTitle: (name: string) => string;
  readonly welcomeBody: string;
  readonly reached: (alert: AlertWords) => string;
  readonly past: (alert: AlertWords) => string;
  readonly atLimit: (alert: AlertWords) => string;
  readonly over: (alert: AlertWords) => string;
  readonly left: (alert: AlertWords) => string;
  readonly beyond: (alert: AlertWords) => string;
  readonly openBudget: string;
  readonly whyAlert: (alert: AlertWords) => string;
  readonly verifySubject: string;
  readonly verifyTitle: (name: string) => string;
  readonly verifyBody: string;
  readonly verifyButton: string;
  readonly whyVerify: string;
};

const en: Words = {
  welcomeTitle: (name) => `Welcome to Melo, ${name}`,
  welcomeBody: 'Add your first account, then what you spent this week. Budgets and reports follow by themselves.',
  reached: ({ line, threshold }) => `${line} has reached ${threshold} of its budget`,
  past: ({ line, threshold }) => `${line} is past ${threshold} of its budget`,
  atLimit: ({ line }) => `${line} has reached its budget`,
  over: ({ line }) => `${line} is over budget`,
  left: ({ spent, limit, rest, period }) => `${spent} of ${limit} spent, ${rest} left, ${period}.`,
  beyond: ({ spent, limit, rest, period }) => `${spent} of ${limit} spent, ${rest} too much, ${period}.`,
  openBudget: 'Open the budget',
  whyAlert: ({ household, budget, line }) =>
    `You get this mail because you are a member of ${household}, whose budget ${budget} alerts here. To stop it, take the threshold off ${line} in the budget.`,
  verifySubject: 'Verify your address',
  verifyTitle: (name) => `One step left, ${name}`,
  verifyBody: 'Verify this address, and your household is ready.',
  verifyButton: 'Verify address',
  whyVerify:
    'You get this mail because this address was used to register with Melo. If that was not you, ignore it: the link ends after 24 hours, and no further mail comes.',
};

const de: Words = {
  welcomeTitle: (name) => `Willkommen bei Melo, ${name}`,
  welcomeBody: 'Lege dein erstes Konto an, dann die Ausgaben dieser Woche. Budgets und Berichte entstehen von selbst.',
  reached: ({ line, threshold }) => `${line} hat ${threshold} des Budgets erreicht`,
  past: ({ line, threshold }) => `${line} hat ${threshold} des Budgets überschritten`,
  atLimit: ({ line }) => `${line} hat das Budget erreicht`,
  over: ({ line }) => `${line} ist über dem Budget`,
  left: ({ spent, limit, rest, period }) => `${spent} von ${limit} ausgegeben, ${rest} übrig, ${period}.`,
  beyond: ({ spent, limit, rest, period }) => `${spent} von ${limit} ausgegeben, ${rest} zu viel, ${period}.`,
  openBudget: 'Budget öffnen',
  whyAlert: ({ household, budget, line }) =>
    `Du bekommst diese Mail, weil du zu ${household} gehörst und das Budget ${budget} hier warnt. Damit sie nicht mehr kommt, nimm im Budget die Schwelle von ${line}.`,
  verifySubject: 'Bestätige deine Adresse',
  verifyTitle: (name) => `Noch ein Schritt, ${name}`,
  verifyBody: 'Bestätige diese Adresse, und dein Haushalt ist bereit.',
  verifyButton: 'Adresse bestätigen',
  whyVerify:
    'Du bekommst diese Mail, weil mit dieser Adresse ein Konto bei Melo angelegt wurde. Warst du das nicht, ignoriere sie: Der Link endet nach 24 Stunden, und es kommt keine weitere Mail.',
};

const languages: Readonly<Record<string, Words>> = { en, de };

/** The words for a reader, in English when their language is not here. */
export const wordsFor = (locale: string): Words => languages[localeOf(locale).split('-')[0]!] ?? en;

/** The locale in its canonical form; en for what Intl does not take, since contracts admit more than BCP 47 does. */
export function localeOf(text: string): string {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
