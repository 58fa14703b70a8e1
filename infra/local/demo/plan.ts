/** Two years of the demo household from a seeded generator: the same seed and day give the same transactions. */
import { bills, habits, type Planned, type PlannedTransfer } from './household.ts';
import { between, random } from './random.ts';

const MONTHS = 24;
/** The salary of today. */
export const salary = { day: 27, payee: 'Kontor & Söhne GmbH', category: 'Salary', minorUnits: 321_500n } as const;
/** Of it since the second year. */
const RAISE = 9_500n;
const REFUND_CHANCE = 0.25;

export type Plan = { first: string; transactions: Planned[]; transfers: PlannedTransfer[] };

type Month = {
  readonly month: Temporal.PlainYearMonth;
  readonly index: number;
  readonly next: () => number;
  /** A day of the month; later days than its last become its last. */
  on(day: number): Temporal.PlainDate;
  /** Adds a transaction, unless its date is in the future. */
  post(date: Temporal.PlainDate, entry: Omit<Planned, 'date'>): void;
};

/** Everything posted in the two years that end on `today`. */
export function plan(today: Temporal.PlainDate, seed = 2026): Plan {
  const next = random(seed);
  const firstMonth = today.toPlainYearMonth().subtract({ months: MONTHS - 1 });
  const transactions: Planned[] = [];
  const transfers: PlannedTransfer[] = [];
  for (let index = 0; index < MONTHS; index++) {
    const month = firstMonth.add({ months: index });
    const isPast = (date: Temporal.PlainDate) => Temporal.PlainDate.compare(date, today) <= 0;
    const context: Month = {
      month,
      index,
      next,
      on: (day) => month.toPlainDate({ day: Math.min(day, month.daysInMonth) }),
      post: (date, entry) => {
        if (isPast(date)) transactions.push({ ...entry, date: date.toString() });
      },
    };
    postRegular(context);
    const first = transactions.length;
    postHabits(context);
    const onCard = transactions.slice(first).filter(({ account }) => account === 'card');
    postOccasional(context);
    const spent = -onCard.reduce((sum, { minorUnits }) => sum + minorUnits, 0n);
    if (isPast(context.on(month.daysInMonth))) transfers.push(...transfersOf(context, spent));
  }
  return { first: firstMonth.toPlainDate({ day: 1 }).toString(), transactions, transfers };
}

function postRegular({ index, on, post }: Month): void {
  const { day: payDay, payee: employer, category: income } = salary;
  const minorUnits = salary.minorUnits - (index >= MONTHS / 2 ? 0n : RAISE);
  post(on(payDay), { account: 'checking', minorUnits, payee: employer, category: income });
  for (const [day, payee, category, amount] of bills)
    post(on(day), { account: 'checking', minorUnits: -amount, payee, category });
}

function postHabits({ month, next, on, post }: Month): void {
  for (const { payees, category, times, low, high, account } of habits)
    for (let n = 0; n < times; n++) {
      const minorUnits = -BigInt(between(next, low, high));
      const date = on(between(next, 1, month.daysInMonth));
      post(date, { account, minorUnits, payee: payees[between(next, 0, payees.length - 1)]!, category });
    }
}

/** Holidays in July, gifts in December, now and then a refund. */
function postOccasional({ month, next, on, post }: Month): void {
  const amount = (low: number, high: number) => BigInt(between(next, low, high));
  if (month.month === 7)
    post(on(11), {
      account: 'card',
      minorUnits: -amount(68_000, 94_000),
      payee: 'Reisebüro Fernweh',
      category: 'Travel',
    });
  if (month.month === 12)
    post(on(16), {
      account: 'card',
      minorUnits: -amount(14_000, 26_000),
      payee: 'Spielzeugkiste',
      category: 'Gifts & donations',
    });
  if (next() < REFUND_CHANCE)
    post(on(between(next, 4, 24)), {
      account: 'card',
      minorUnits: amount(1_500, 5_200),
      payee: 'Schuhwerk',
      category: 'Clothing',
    });
}

function transfersOf({ month, on }: Month, card: bigint): PlannedTransfer[] {
  const date = (day: number) => on(day).toString();
  return [
    { from: 'checking', to: 'card', date: date(month.daysInMonth), minorUnits: card, note: 'Card statement' },
    { from: 'checking', to: 'savings', date: date(28), minorUnits: 30_000n, note: 'Saving' },
    { from: 'checking', to: 'cash', date: date(10), minorUnits: 12_000n, note: 'Cash machine' },
  ];
}
