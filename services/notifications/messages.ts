/** What notifications and mails say, by language. To add one: a table here. */

/** An alert, its figures and dates already formatted for the reader. */
export type AlertMessage = {
  readonly line: string;
  readonly budget: string;
  readonly household: string;
  /** Such as 80%. */
  readonly threshold: string;
  readonly period: string;
  /** The period as a title names it, such as November 2026. */
  readonly periodName: string;
  readonly spent: string;
  readonly limit: string;
  /** What is left of the limit, or what is beyond it. */
  readonly rest: string;
};

/** A mail about an account. */
export type AccountMessage = {
  readonly subject: string;
  readonly title: string;
  readonly body: string;
  readonly button: string;
  readonly why: string;
};

export type Messages = {
  readonly welcomeTitle: (name: string) => string;
  readonly welcomeBody: string;
  readonly reached: (alert: AlertMessage) => string;
  readonly past: (alert: AlertMessage) => string;
  readonly atLimit: (alert: AlertMessage) => string;
  readonly over: (alert: AlertMessage) => string;
  readonly left: (alert: AlertMessage) => string;
  readonly beyond: (alert: AlertMessage) => string;
  readonly openBudget: string;
  readonly whyAlert: (alert: AlertMessage) => string;
  readonly verify: AccountMessage;
  readonly exists: AccountMessage;
  readonly reset: AccountMessage;
  readonly changed: AccountMessage;
};

const en: Messages = {
  welcomeTitle: (name) => `Welcome to Melo, ${name}`,
  welcomeBody: 'Add your first account, then what you spent this week. Budgets and reports follow by themselves.',
  reached: ({ line, threshold, periodName }) => `${line} has reached ${threshold} of its budget, ${periodName}`,
  past: ({ line, threshold, periodName }) => `${line} is past ${threshold} of its budget, ${periodName}`,
  atLimit: ({ line, periodName }) => `${line} has reached its budget, ${periodName}`,
  over: ({ line, periodName }) => `${line} is over budget, ${periodName}`,
  left: ({ spent, limit, rest, period }) => `${spent} of ${limit} spent, ${rest} left, ${period}.`,
  beyond: ({ spent, limit, rest, period }) => `${spent} of ${limit} spent, ${rest} too much, ${period}.`,
  openBudget: 'Open the budget',
  whyAlert: ({ household, budget, line }) =>
    `You get this mail because you are a member of ${household}, whose budget ${budget} alerts here. To stop it, take the threshold off ${line} in the budget.`,
  verify: {
    subject: 'Verify your address',
    title: 'One step left',
    body: 'Verify this address to create your account.',
    button: 'Verify address',
    why: 'You get this mail because this address was used to register with Melo. If that was not you, ignore it: no account is created, and the link ends after 24 hours.',
  },
  exists: {
    subject: 'You already have an account',
    title: 'You already have an account',
    body: 'Somebody tried to register with this address, which already has an account. Nothing was changed. If you have forgotten your password, choose “Forgot password?” when you sign in.',
    button: 'Sign in',
    why: 'You get this mail because this address was used to register with Melo. If that was not you, you can ignore it.',
  },
  reset: {
    subject: 'Set a new password',
    title: 'Set a new password',
    body: 'Follow this link to choose a new password. It works once, within an hour, and signs you out everywhere.',
    button: 'Choose a new password',
    why: 'You get this mail because somebody asked for a new password for this address. If that was not you, ignore it: your password stays as it is.',
  },
  changed: {
    subject: 'Your password was changed',
    title: 'Your password was changed',
    body: 'The password of your account was changed, and other devices were signed out. If that was you, there is nothing to do. If not, set a new password now.',
    button: 'I did not do this',
    why: 'You get this mail because it concerns the security of your account.',
  },
};

const de: Messages = {
  welcomeTitle: (name) => `Willkommen bei Melo, ${name}`,
  welcomeBody: 'Lege dein erstes Konto an, dann die Ausgaben dieser Woche. Budgets und Berichte entstehen von selbst.',
  reached: ({ line, threshold, periodName }) => `${line} hat ${threshold} des Budgets erreicht, ${periodName}`,
  past: ({ line, threshold, periodName }) => `${line} hat ${threshold} des Budgets überschritten, ${periodName}`,
  atLimit: ({ line, periodName }) => `${line} hat das Budget erreicht, ${periodName}`,
  over: ({ line, periodName }) => `${line} ist über dem Budget, ${periodName}`,
  left: ({ spent, limit, rest, period }) => `${spent} von ${limit} ausgegeben, ${rest} übrig, ${period}.`,
  beyond: ({ spent, limit, rest, period }) => `${spent} von ${limit} ausgegeben, ${rest} zu viel, ${period}.`,
  openBudget: 'Budget öffnen',
  whyAlert: ({ household, budget, line }) =>
    `Du bekommst diese Mail, weil du zu ${household} gehörst und das Budget ${budget} hier warnt. Damit sie nicht mehr kommt, nimm im Budget die Schwelle von ${line}.`,
  verify: {
    subject: 'Bestätige deine Adresse',
    title: 'Noch ein Schritt',
    body: 'Bestätige diese Adresse, um dein Konto anzulegen.',
    button: 'Adresse bestätigen',
    why: 'Du bekommst diese Mail, weil diese Adresse bei Melo registriert wurde. Warst du das nicht, ignoriere sie: Es wird kein Konto angelegt, und der Link endet nach 24 Stunden.',
  },
  exists: {
    subject: 'Du hast schon ein Konto',
    title: 'Du hast schon ein Konto',
    body: 'Jemand wollte sich mit dieser Adresse registrieren, die schon ein Konto hat. Nichts wurde geändert. Wenn du dein Passwort vergessen hast, wähle beim Anmelden „Forgot password?“.',
    button: 'Anmelden',
    why: 'Du bekommst diese Mail, weil diese Adresse bei Melo registriert werden sollte. Warst du das nicht, kannst du sie ignorieren.',
  },
  reset: {
    subject: 'Wähle ein neues Passwort',
    title: 'Wähle ein neues Passwort',
    body: 'Folge diesem Link, um ein neues Passwort zu wählen. Er gilt einmal, eine Stunde lang, und meldet dich überall ab.',
    button: 'Neues Passwort wählen',
    why: 'Du bekommst diese Mail, weil jemand für diese Adresse ein neues Passwort verlangt hat. Warst du das nicht, ignoriere sie: Dein Passwort bleibt, wie es ist.',
  },
  changed: {
    subject: 'Dein Passwort wurde geändert',
    title: 'Dein Passwort wurde geändert',
    body: 'Das Passwort deines Kontos wurde geändert, andere Geräte wurden abgemeldet. Warst du das, ist nichts zu tun. Wenn nicht, wähle jetzt ein neues Passwort.',
    button: 'Das war ich nicht',
    why: 'Du bekommst diese Mail, weil sie die Sicherheit deines Kontos betrifft.',
  },
};

const languages: Readonly<Record<string, Messages>> = { en, de };

/** The words for a reader, in English when their language is not here. */
export const messagesFor = (locale: string): Messages => languages[localeOf(locale).split('-')[0]!] ?? en;

/** The locale in its canonical form; en for what Intl does not take, since contracts admit more than BCP 47 does. */
export function localeOf(text: string): string {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
