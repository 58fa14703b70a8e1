/** The habits of the demo household: its bills and its usual spending. */

/** A transaction to create; `category` is the name of a default category. */
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
export const bills = [
  [1, 'Hausverwaltung Lindenhof', 'Rent & mortgage', 98_000n],
  [3, 'Stadtwerke', 'Utilities', 8_900n],
  [5, 'Nordnetz Telekom', 'Internet & phone', 3_999n],
  [8, 'Tonwelle Music', 'Subscriptions', 1_099n],
  [12, 'Lichtspiel+ Streaming', 'Subscriptions', 1_399n],
  [15, 'Allgemeine Versicherung', 'Insurance', 6_450n],
  [20, 'Stadtverkehr Abo', 'Public transport', 4_900n],
] as const;

/** Irregular spending: payees, category, times a month, lowest and highest amount in minor units, account. */
export const habits = [
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
