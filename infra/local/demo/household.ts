/** Two years of a believable household, made by a seeded generator: the same seed and day give the same transactions. */
import { between, random } from './random.ts';

/** Where a planned transaction goes; `category` is a name among the defaults. */
export type Planned = {
  readonly account: 'checking' | 'card' | 'cash';
  readonly date: string;
  readonly minorUnits: bigint;
  readonly payee: string;
  readonly category: string;
};
export type PlannedTransfer = {
  readonly from: 'checking' | 'savings';
  readonly to: 'card' | 'savings' | 'cash';
  readonly date: string;
  readonly minorUnits: bigint;
  readonly note: string;
};

/** Monthly bills: day, payee, category, amount out in minor units. */
const bills = [
  [1, 'Hausverwaltung Lindenhof', 'Rent & mortgage', 98_000n],
  [3, 'Stadtwerke', 'Utilities', 8_900n],
  [5, 'Nordnetz Telekom', 'Internet & phone', 3_999n],
  [8, 'Tonwelle Music', 'Subscriptions', 1_099n],
  [12, 'Lichtspiel+ Streaming', 'Subscriptions', 1_399n],
  [15, 'Allgemeine Versicherung', 'Insurance', 6_450n],
  [20, 'Stadtverkehr Abo', 'Public transport', 4_900n],
] as const;

/** Spending that comes and goes: payees, category, times a month, lowest and highest amount in minor units, account. */
const habits = [
  {
    payees: ['Markthalle', 'Grünkauf', 'Bioladen Wiese', 'Supermarkt Nord'],
    category: 'Groceries',
    times: 10,
    low: 1_200,
    high: 9_400,
    account: 'card',
  },
  { payees: ['Café Morgenrot', 'Rösterei Süd'], category: 'Coffee', times: 7, low: 320, high: 980, account: 'cash' },
  {
    payees: ['Bäckerei Sonnenkorn', 'Wochenmarkt'],
    category: 'Groceries',
    times: 6,
    low: 280,
    high: 1_600,
    account: 'cash',
  },
  {
    payees: ['Trattoria Lucia', 'Sakura', 'Zum Anker'],
    category: 'Restaurants',
    times: 4,
    low: 1_800,
    high: 7_600,
    account: 'card',
  },
  { payees: ['Tankstelle Ost'], category: 'Fuel', times: 2, low: 4_200, high: 8_100, account: 'card' },
  { payees: ['Linden-Apotheke'], category: 'Pharmacy', times: 1, low: 650, high: 3_900, account: 'checking' },
  {
    payees: ['Modehaus Keller', 'Schuhwerk'],
    category: 'Clothing',
    times: 1,
    low: 2_400,
    high: 14_000,
    account: 'card',
  },
  {
    payees: ['Kino am Markt', 'Stadttheater'],
    category: 'Entertainment',
    times: 1,
    low: 1_100,
    high: 5_600,
    account: 'card',
  },
  { payees: ['Haushaltswelt'], category: 'Household goods', times: 1, low: 900, high: 11_000, account: 'card' },
] as const;

/** Everything posted in the two years that end on `today`. */
export function plan(
  today: Temporal.PlainDate,
  seed = 2026,
): { first: string; transactions: Planned[]; transfers: PlannedTransfer[] } {
  const next = random(seed);
  const amount = (low: number, high: number) => BigInt(between(next, low, high));
  const firstMonth = today.toPlainYearMonth().subtract({ months: 23 });
  const transactions: Planned[] = [];
  const transfers: PlannedTransfer[] = [];
  for (let i = 0; i < 24; i++) {
    const month = firstMonth.add({ months: i });
    const on = (day: number) => month.toPlainDate({ day: Math.min(day, month.daysInMonth) });
    const post = (date: Temporal.PlainDate, entry: Omit<Planned, 'date'>) => {
      if (Temporal.PlainDate.compare(date, today) <= 0) transactions.push({ ...entry, date: date.toString() });
    };
    let card = 0n;
    post(on(27), {
      account: 'checking',
      minorUnits: 312_000n + (i >= 12 ? 9_500n : 0n),
      payee: 'Kontor & Söhne GmbH',
      category: 'Salary',
    });
    for (const [day, payee, category, amount] of bills)
      post(on(day), { account: 'checking', minorUnits: -amount, payee, category });
    for (const { payees, category, times, low, high, account } of habits) {
      for (let n = 0; n < times; n++) {
        const minorUnits = -amount(low, high);
        const date = on(between(next, 1, month.daysInMonth));
        post(date, { account, minorUnits, payee: payees[between(next, 0, payees.length - 1)]!, category });
        if (account === 'card' && Temporal.PlainDate.compare(date, today) <= 0) card -= minorUnits;
      }
    }
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
    if (next() < 0.25)
      post(on(between(next, 4, 24)), {
        account: 'card',
        minorUnits: amount(1_500, 5_200),
        payee: 'Schuhwerk',
        category: 'Clothing',
      });
    const payment = on(month.daysInMonth);
    if (Temporal.PlainDate.compare(payment, today) <= 0) {
      transfers.push({
        from: 'checking',
        to: 'card',
        date: payment.toString(),
        minorUnits: card,
        note: 'Card statement',
      });
      transfers.push({ from: 'checking', to: 'savings', date: on(28).toString(), minorUnits: 30_000n, note: 'Saving' });
      transfers.push({
        from: 'checking',
        to: 'cash',
        date: on(10).toString(),
        minorUnits: 12_000n,
        note: 'Cash machine',
      });
    }
  }
  return { first: firstMonth.toPlainDate({ day: 1 }).toString(), transactions, transfers };
}
