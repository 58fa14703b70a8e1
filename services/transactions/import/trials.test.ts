/** Files of unlucky people, each for a kind: what is proposed, and what the rows become by the proposal. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FileEncoding, RowNotice, RowProblem } from '#gen/melo/transactions/v1/import_pb.ts';
import { ProposalNotice } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { type Proposing, proposeMapping } from './propose.ts';
import { readStatement, type Statement } from './statement.ts';

const folder = join(import.meta.dirname, 'samples/trials');
const find = (name: string): string => readdirSync(folder).find((file) => new RegExp(`^${name}-`).test(file))!;
const content = (name: string) => readFileSync(join(folder, find(name)));
const proposing: Proposing = {
  currency: 'EUR',
  today: '2026-11-26',
  timeZone: 'Europe/Berlin',
  locale: 'en-US',
  isCard: false,
};
const american = { currency: 'USD' };

const propose = (name: string, more: Partial<Proposing> = {}) =>
  proposeMapping(content(name), { ...proposing, ...more })!;

function read(name: string, more: Partial<Proposing> = {}): Statement {
  const statement = readStatement(content(name), propose(name, more).mapping, { ...proposing, ...more });
  assert.ok(typeof statement !== 'string', `${name}: ${statement}`);
  return statement;
}

/** "date amount" of each row. */
const lines = ({ rows }: Statement) => rows.map(({ date, minorUnits }) => `${date} ${minorUnits}`);
const units = ({ rows }: Statement) => rows.map(({ minorUnits }) => Number(minorUnits));
const problems = ({ bad }: Statement) => bad.map(({ rowNumber, problemKind }) => [rowNumber, problemKind]);

/** What the rows come to, in minor units and in order; and how many are errors. */
const amounts: readonly (readonly [string, readonly number[], number?, Partial<Proposing>?])[] = [
  // 1: stray quotes swallow nothing.
  ['t01', [-1240, -2000, -19_900, -100, -300, -400]],
  ['t01b', [-1240, -2000, -400, -500]],
  ['t01c', [-1240, -2000, -90_000, 250_000, -900, -400]],
  ['t01d', [-1240, -2000, -90_000, 250_000]],
  ['t01e', [-1240, -400]],
  ['t01f', [-1240, -90_000, -900, -400]],
  ['t01h', [-1000, 5000]],
  // 15: ways to write a negative amount.
  ['t02', [150_000, -3000, -123_456, -90_023, 1200, -4510, -750, -825], 0, american],
  ['t02b', [7_500_000, -125_050, -12_000, 9900], 0, { currency: 'INR', locale: 'en-IN' }],
  // 13: a column says the direction.
  ['t03', [-2500, 150_000, -995], 0, { locale: 'nl' }],
  ['t03b', [-2500, 150_000]],
  ['t03c', [-2500, 150_000], 0, { locale: 'de' }],
  ['t15d', [-1000], 0, { locale: 'de' }],
  ['t04', [-1000, 5000], 2],
  // 16: spaces and groups.
  ['t06', [-1_480_000, 123_456, -913, 200_010, 123_450, 123_450, -500, -1200, -300, -11_070], 0, { locale: 'de' }],
  ['t06b', [-10_000_050, 50_000, -377, -45], 1, { currency: 'INR' }],
  // 4: reversals.
  ['t07', [5400, -5600, 0, -1200], 1],
  ['t07b', [-5600, 5600, -2000, 10_000]],
  ['t07c', [-5600, 5600, 10_000, -10_000]],
  // 3: other currencies.
  ['t08', [-1000], 2],
  ['t08b', [-1000], 4],
  ['t08c', [-9210, -1000]],
  // 14: columns by what they hold.
  ['t04c', [-10_000, 20_099], 3, american],
  ['t09', [-12_000, -982, -4234]],
  ['t09b', [-400, -300, -900, -1200, -500]],
  ['t09c', [-400, -300, -900]],
  ['t15', [-150, 150_000]],
  ['t15b', [-10_000, 20_099], 0, american],
  ['t15c', [-1250, 500_000], 0, { currency: 'PLN' }],
  ['t15e', [-100, -250], 0, { locale: 'de' }],
  ['t15f', [-150, -200]],
  ['t15g', [-150, -200]],
  ['t17', [-4500, -1250, 5750], 0, { ...american, isCard: true }],
  // 6: layouts.
  ['t13', [-1000, 5000]],
  ['t13b', [-1000, 5000]],
  ['t13c', [-1000, 5000, -300, -400]],
  ['t13d', [-1000, 5000]],
  // 26: odd files.
  ['t14', [-100, -250], 0, { locale: 'de' }],
  ['t14b', [-1000, -1100]],
  ['t14c', [-100, -200, -300, 0]],
  ['t14d', [-100], 0, { locale: 'de' }],
  ['t14e', [-100], 0, { locale: 'de' }],
  ['t14f', [-100], 0, { locale: 'cs' }],
  ['t14g', [-100]],
  ['t14h', [-100, -200]],
  ['t14i', [-100, -200]],
  ['t14j', [-100]],
];

for (const [name, expected, errors = 0, more] of amounts) {
  test(`${find(name)} comes to ${expected.join(', ')}`, () => {
    const statement = read(name, more);
    assert.deepEqual(units(statement), expected);
    assert.equal(statement.bad.length, errors);
  });
}

test('a payee keeps its quotes where they are letters, and loses them where they quote', () => {
  assert.deepEqual(
    read('t01').rows.map(({ payee }) => payee),
    [
      '"North" K771',
      'Bistro "Le Coin"',
      'Screen 27" black',
      'Notice ACTED AS "HOUSE" AGENT',
      'Line one\nline two, with comma',
      'Plain',
    ],
  );
  assert.deepEqual(
    read('t03b').rows.map(({ payee, note }) => [payee, note]),
    [
      ['Bakker', 'brood'],
      ['Werk BV', 'salaris'],
    ],
  );
});

test('rows in another currency are errors of their own kind; the foreign amount beside the account’s own is kept', () => {
  assert.deepEqual(problems(read('t08')), [
    [3, RowProblem.CURRENCY_MISMATCH],
    [4, RowProblem.CURRENCY_MISMATCH],
  ]);
  assert.deepEqual(
    problems(read('t08b')).map(([, kind]) => kind),
    [
      RowProblem.CURRENCY_MISMATCH,
      RowProblem.CURRENCY_MISMATCH,
      RowProblem.CURRENCY_MISMATCH,
      RowProblem.CURRENCY_MISMATCH,
    ],
  );
  assert.deepEqual(
    read('t08c').rows.map(({ foreign }) => foreign),
    [{ currency: 'USD', minorUnits: -10_000n }, undefined],
  );
});

test('a reversal is shown as one', () => {
  const reversed = (name: string) => read(name).rows.map(({ notices }) => notices.includes(RowNotice.REVERSAL));
  assert.deepEqual(reversed('t07b'), [false, true, true, false]);
  assert.deepEqual(reversed('t07c'), [false, true, false, true]);
});

test('a column in which a value repeats is not proposed as the bank’s id, a reference number may be', () => {
  assert.deepEqual(
    ['t16', 't16b', 't16c', 't14b'].map((name) => propose(name).mapping.bankIdColumn),
    [undefined, undefined, 1, 1],
  );
  assert.deepEqual(units(read('t16')), [-20_000, -600, -500]);
});

test('a balance is proposed as one, and never as the amount', () => {
  const columns = (name: string) => {
    const { balanceColumn, amountColumns } = propose(name).mapping;
    return [balanceColumn, amountColumns?.amount];
  };
  assert.deepEqual(['t15', 't15f', 't15g', 't13b'].map(columns), [
    [3, 2],
    [0, 2],
    [2, 3],
    [2, 3],
  ]);
});

test('the booking date is preferred to the value date', () => {
  assert.equal(propose('t15d').mapping.dateColumn, 1);
});

test('between day and month the locale decides, and the proposal says so', () => {
  const [us, gb] = ['en-US', 'en-GB'].map((locale) => propose('t02', { ...american, locale }));
  assert.deepEqual(
    [us!.notices, gb!.notices],
    [[ProposalNotice.DATE_ORDER_FROM_LOCALE], [ProposalNotice.DATE_ORDER_FROM_LOCALE]],
  );
  assert.equal(lines(read('t02', american))[0], '2026-01-05 150000');
  assert.equal(lines(read('t02', { ...american, locale: 'en-GB' }))[0], '2026-05-01 150000');
  assert.deepEqual(propose('t15').notices, []);
});

test('a card whose purchases are positive is proposed with turned signs, and says so', () => {
  assert.deepEqual(propose('t17', { ...american, isCard: true }).notices, [ProposalNotice.SIGNS_TURNED]);
  assert.equal(propose('t17', american).mapping.amountColumns?.inverted, false);
});

test('dates: names of months and days, two digits, times and zones', () => {
  const dates = (name: string, more?: Partial<Proposing>) => read(name, more).rows.map(({ date }) => date);
  assert.deepEqual(dates('t05'), ['2025-11-01', '2025-10-10', '2025-12-24', '2025-06-21']);
  assert.deepEqual(dates('t05b'), ['2026-03-13', '2026-02-28', '2026-02-01', '1969-12-31', '1970-01-01']);
  assert.deepEqual(dates('t05c', { timeZone: 'UTC' }), [
    '2026-03-01',
    '2026-03-01',
    '2026-03-02',
    '2026-03-02',
    '2026-03-03',
    '2026-03-04',
    '2026-03-05',
  ]);
  assert.deepEqual(dates('t05d', { locale: 'en-GB' }), ['2026-03-02', '2026-03-03']);
  assert.deepEqual(dates('t12', { timeZone: 'America/New_York' }), [
    '2026-02-28',
    '2026-02-28',
    '2026-02-28',
    '2026-03-01',
  ]);
});

test('a date more than a year ahead is flagged', () => {
  const ahead = (today: string) =>
    read('t10', { today }).rows.map(({ notices }) => notices.includes(RowNotice.FUTURE_DATE));
  assert.deepEqual(ahead('2025-03-02'), [false, false, true]);
});

test('opening balances, totals and closing balances are recognised', () => {
  assert.deepEqual(
    read('t04b').rows.map(({ notices }) => notices.includes(RowNotice.TOTAL)),
    [true, false, false, true, true, true],
  );
});

test('encodings are told apart, and their letters come out right', () => {
  const text = 'Datum;Empfänger;Betrag\n02.03.2026;Žluťoučký kůň;-1,00\n03.03.2026;Łódź Kraków;-2,00\n';
  const western = 'Datum;Empfänger;Betrag\n02.03.2026;Café Größe;-1,00\n03.03.2026;Señor Ñandú;-2,00\n';
  const cases: [FileEncoding, string, (text: string) => Uint8Array][] = [
    [FileEncoding.WINDOWS_1250, text, encoded('windows-1250')],
    [FileEncoding.ISO_8859_2, text, encoded('iso-8859-2')],
    [FileEncoding.WINDOWS_1252, western, encoded('windows-1252')],
    [FileEncoding.ISO_8859_15, western.replace('Café', 'Café 5 €'), encoded('iso-8859-15')],
  ];
  for (const [encoding, wanted, encode] of cases) {
    const proposal = proposeMapping(encode(wanted), { ...proposing, locale: 'de' })!;
    assert.equal(proposal.mapping.encoding, encoding);
    assert.equal(proposal.sample[1]!.cells[1], wanted.split('\n')[1]!.split(';')[1]);
  }
  assert.equal(read('t14f', { locale: 'cs' }).rows[0]!.payee, 'Žluťoučký kůň');
  assert.equal(read('t14d').rows[0]!.payee, 'Größe');
});

/** Text as bytes of a one-byte encoding. */
function encoded(name: string): (text: string) => Uint8Array {
  const letters = new TextDecoder(name).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  return (text) => Uint8Array.from([...text], (char) => letters.indexOf(char));
}
