/** Trial files, each for one difficulty: which mapping is proposed, and which rows it reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileEncoding, RowNotice, RowProblem } from '#gen/melo/transactions/v1/import_pb.ts';
import { ProposalNotice } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { proposeMapping } from './formats/csv/propose.ts';
import { readStatement } from './formats/csv/read-statement.ts';
import type { Proposing } from './formats/csv/types.ts';
import type { Statement } from './formats/statement.ts';
import { american, TRIAL_AMOUNTS, trialContent, trialFile } from './testing/trials.ts';

const proposing: Proposing = {
  currency: 'EUR',
  today: '2026-11-26',
  timeZone: 'Europe/Berlin',
  locale: 'en-US',
  isCard: false,
};

const propose = (name: string, more: Partial<Proposing> = {}) =>
  proposeMapping(trialContent(name), { ...proposing, ...more })!;

function read(name: string, more: Partial<Proposing> = {}): Statement {
  const statement = readStatement(trialContent(name), propose(name, more).mapping, { ...proposing, ...more });
  assert.ok(typeof statement !== 'string', `${name}: ${statement}`);
  return statement;
}

/** "date amount" of each row. */
const lines = ({ rows }: Statement) => rows.map(({ date, minorUnits }) => `${date} ${minorUnits}`);
const units = ({ rows }: Statement) => rows.map(({ minorUnits }) => Number(minorUnits));
const problems = ({ bad }: Statement) => bad.map(({ rowNumber, problemKind }) => [rowNumber, problemKind]);

for (const [name, expected, errors = 0, more] of TRIAL_AMOUNTS) {
  test(`${trialFile(name)} comes to ${expected.join(', ')}`, () => {
    const statement = read(name, more);
    assert.deepEqual(units(statement), expected);
    assert.equal(statement.bad.length, errors);
  });
}

test('a payee keeps literal quotes and loses enclosing ones', () => {
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

test('a row in another currency is a currency error, unless the file also has the amount in the account’s currency', () => {
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

test('a reversal has a notice', () => {
  const reversed = (name: string) => read(name).rows.map(({ notices }) => notices.includes(RowNotice.REVERSAL));
  assert.deepEqual(reversed('t07b'), [false, true, true, false]);
  assert.deepEqual(reversed('t07c'), [false, true, false, true]);
});

test('a column with repeated values is not proposed as the bank id, but a unique reference number is', () => {
  assert.deepEqual(
    ['t16', 't16b', 't16c', 't14b'].map((name) => propose(name).mapping.bankIdColumn),
    [undefined, undefined, 1, 1],
  );
  assert.deepEqual(units(read('t16')), [-20_000, -600, -500]);
});

test('a balance column is proposed as the balance and never as the amount', () => {
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

test('the booking date is preferred over the value date', () => {
  assert.equal(propose('t15d').mapping.dateColumn, 1);
});

test('the locale decides between day and month, and the proposal has a notice', () => {
  const [us, gb] = ['en-US', 'en-GB'].map((locale) => propose('t02', { ...american, locale }));
  assert.deepEqual(
    [us!.notices, gb!.notices],
    [[ProposalNotice.DATE_ORDER_FROM_LOCALE], [ProposalNotice.DATE_ORDER_FROM_LOCALE]],
  );
  assert.equal(lines(read('t02', american))[0], '2026-01-05 150000');
  assert.equal(lines(read('t02', { ...american, locale: 'en-GB' }))[0], '2026-05-01 150000');
  assert.deepEqual(propose('t15').notices, []);
});

test('for a card with positive purchases the proposal inverts the signs and has a notice', () => {
  assert.deepEqual(propose('t17', { ...american, isCard: true }).notices, [ProposalNotice.SIGNS_TURNED]);
  assert.equal(propose('t17', american).mapping.amountColumns?.inverted, false);
});

test('dates are read with month and weekday names, two-digit years, times and time zones', () => {
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

test('a date more than a year ahead has a notice', () => {
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

test('encodings are detected and their letters decoded correctly', () => {
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
