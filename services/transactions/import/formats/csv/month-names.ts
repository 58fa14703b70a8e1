/** Names of months and weekdays in the supported languages. */

/** In order of preference when a word means different months: listopad is November in Polish and Czech, October in Croatian. */
const LANGUAGES = 'en de fr es it pt nl pl cs sk sv da nb fi hu ro tr el bg ru uk sl et lv lt is ca hr'.split(' ');

type Names = { readonly months: ReadonlyMap<string, number>; readonly weekdays: ReadonlySet<string> };
let known: Names | undefined;

/** The month of a word, 1 to 12; undefined when it is not a month. */
export const monthOf = (word: string): number | undefined => names().months.get(normalised(word));

/** Whether the word is a day of the week. */
export const isWeekday = (word: string): boolean => names().weekdays.has(normalised(word));

function names(): Names {
  known ??= collect();
  return known;
}

function collect(): Names {
  const months = new Map<string, number>();
  const weekdays = new Set<string>();
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      // Many languages inflect the name next to a day.
      const formats = [{ month: style }, { month: style, day: 'numeric' }] as const;
      for (const options of formats) {
        const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
        for (let month = 1; month <= 12; month++) {
          const part = format.formatToParts(Date.UTC(2026, month - 1, 1)).find(({ type }) => type === 'month');
          const name = normalised(part?.value ?? '');
          if (name !== '' && !months.has(name)) months.set(name, month);
        }
      }
      const format = new Intl.DateTimeFormat(language, { weekday: style, timeZone: 'UTC' });
      for (let day = 1; day <= 7; day++) weekdays.add(normalised(format.format(Date.UTC(2026, 5, day))));
    }
  }
  return { months, weekdays };
}

/** Lower case without accents and a final dot; empty when the name has digits. */
function normalised(word: string): string {
  const bare = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const text = bare.endsWith('.') ? bare.slice(0, -1) : bare;
  return /\d/.test(text) ? '' : text;
}
