import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { DateOrder, FileEncoding, type Mapping, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { readAmount as readAnyAmount } from './formats/csv/amount.ts';
import { cut } from './formats/csv/cells.ts';
import { readDate as readAnyDate } from './formats/csv/date.ts';
import { proposeMapping } from './formats/csv/propose.ts';
import { readStatement } from './formats/csv/read-statement.ts';
import type { Statement, StatementRow } from './formats/statement.ts';
import { matchRows, matchWindow } from './match/match-rows.ts';
import type { Existing } from './match/types.ts';

const reading = { currency: 'EUR', today: '2026-11-26', timeZone: 'UTC', locale: 'en-GB', isCard: false };
const readAmount = (text: string, mark: string, currency: string): bigint | undefined => {
  const amount = readAnyAmount(text, mark, currency);
  return 'minorUnits' in amount ? amount.minorUnits : undefined;
};
const readDate = (text: string, order: DateOrder) => readAnyDate(text, order, reading);

const sample = (name: string) => readFileSync(join(import.meta.dirname, 'testing/samples', name));
const proposed = (name: string): Mapping => proposeMapping(sample(name), reading)!.mapping;

function read(name: string): Statement {
  const statement = readStatement(sample(name), proposed(name), reading);
  assert.ok(typeof statement !== 'string', String(statement));
  return statement;
}

test('semicolons with decimal commas are proposed and read', () => {
  const mapping = proposed('semicolon-decimal-comma.csv');
  assert.deepEqual(
    [mapping.encoding, mapping.delimiter, mapping.decimalMark, mapping.skipRows],
    [FileEncoding.UTF8, ';', ',', 1],
  );
  const { rows, bad } = read('semicolon-decimal-comma.csv');
  assert.deepEqual(
    rows.map(({ minorUnits }) => minorUnits),
    [-4815n, -340n, -340n, -108_000n, 312_055n],
  );
  assert.equal(rows[1]!.payee, 'Bäckerei Öztürk');
  assert.equal(rows[3]!.note, 'Miete März, Wohnung 12; inkl. Nebenkosten');
  assert.deepEqual(
    bad.map(({ rowNumber }) => rowNumber),
    [7],
  );
});

test('UTF-16 with a preamble is proposed and read, with the ids of the bank', () => {
  const mapping = proposed('utf16-preamble.txt');
  assert.deepEqual(
    [mapping.encoding, mapping.delimiter, mapping.dateOrder, mapping.skipRows],
    [FileEncoding.UTF16, '\t', DateOrder.YMD, 5],
  );
  const { rows } = read('utf16-preamble.txt');
  assert.deepEqual(
    rows.map(({ payee, bankId }) => [payee, bankId]),
    [
      ['Café Łódź', 'TX-0001'],
      ['Sakura 寿司', 'TX-0002'],
      ['Anna Müller', 'TX-0003'],
    ],
  );
  assert.equal(rows[2]!.minorUnits, 125_000n);
});

test('windows-1252 with separate columns in and out is proposed and read', () => {
  const mapping = proposed('windows1252-in-out.csv');
  assert.deepEqual(
    [mapping.encoding, mapping.delimiter, mapping.dateOrder],
    [FileEncoding.WINDOWS_1252, ',', DateOrder.DMY],
  );
  assert.deepEqual([mapping.amountColumns?.moneyOut, mapping.amountColumns?.moneyIn], [3, 4]);
  const { rows } = read('windows1252-in-out.csv');
  assert.deepEqual(
    rows.map(({ minorUnits }) => minorUnits),
    [-102_450n, 250_000n, -1_200n],
  );
  assert.equal(rows[0]!.note, 'Lunch – 2 people');
});

test('an amount is read by the declared mark, never guessed', () => {
  const cases: [string, string, bigint | undefined][] = [
    ['3.456', ',', 345_600n],
    ['3.456', '.', undefined],
    ['1.234,56', ',', 123_456n],
    ['1,234.56', '.', 123_456n],
    ["1'234.50", '.', 123_450n],
    ['1 234,5', ',', 123_450n],
    ['12,34', '.', undefined],
    ['−5,00', ',', -500n],
    ['5,00-', ',', -500n],
    ['-5,00-', ',', undefined],
    ['€ 5', ',', 500n],
    ['5,005', ',', undefined],
    ['', ',', undefined],
    ['1e3', '.', undefined],
  ];
  for (const [text, mark, expected] of cases)
    assert.equal(readAmount(text, mark, 'EUR'), expected, `${text} with ${mark}`);
  assert.equal(readAmount('1200.50', '.', 'JPY'), undefined);
  assert.equal(readAmount('1.234', '.', 'KWD'), 1_234n);
});

test('a date is valid only in the declared order and if it exists in the calendar', () => {
  assert.equal(readDate('03/04/2026', DateOrder.DMY), '2026-04-03');
  assert.equal(readDate('03/04/2026', DateOrder.MDY), '2026-03-04');
  assert.equal(readDate('31.02.2026', DateOrder.DMY), undefined);
  assert.equal(readDate('20260304', DateOrder.YMD), '2026-03-04');
  assert.equal(readDate('1.2.26', DateOrder.DMY), '2026-02-01');
  assert.equal(readDate('2026-03-04T10:00:00', DateOrder.YMD), '2026-03-04');
});

const row = (fields: Partial<StatementRow> = {}): StatementRow => ({
  rowNumber: 1,
  date: '2026-03-10',
  minorUnits: -500n,
  payee: 'Market',
  note: '',
  bankId: '',
  rawKey: `${fields.date}|${fields.minorUnits}|${fields.payee}|${fields.bankId}`,
  notices: [],
  ...fields,
});
const entry = (fields: Partial<Existing> = {}): Existing => ({
  id: 'e',
  date: '2026-03-10',
  minorUnits: -500n,
  bankId: undefined,
  importKey: undefined,
  occurrence: 0,
  deleted: false,
  ...fields,
});
const states = (rows: StatementRow[], existing: Existing[] = []) => matchRows(rows, existing).map(({ state }) => state);

/** Transactions of the ledger after all new rows were created. */
const imported = (rows: StatementRow[]): Existing[] =>
  matchRows(rows, []).map(({ row: own, importKey, occurrence }, i) =>
    entry({
      id: `t${i}`,
      date: own.date,
      minorUnits: own.minorUnits,
      importKey,
      occurrence,
      bankId: own.bankId || undefined,
    }),
  );

test('two equal purchases in one file stay two, and importing the file again adds nothing', () => {
  const rows = [row(), row({ rowNumber: 2 })];
  assert.deepEqual(states(rows), [RowState.NEW, RowState.NEW]);
  assert.deepEqual(states(rows, imported(rows)), [RowState.DUPLICATE, RowState.DUPLICATE]);
});

test('importing any file again adds nothing, and a longer file adds only its new rows', () => {
  const any = fc.record({
    date: fc.constantFrom('2026-03-01', '2026-03-02'),
    minorUnits: fc.bigInt({ min: -3n, max: 3n }),
    payee: fc.constantFrom('a', 'b'),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 20 }), fc.array(any, { maxLength: 5 }), (first, more) => {
      const numbered = [...first, ...more].map((fields, i) => row({ ...fields, rowNumber: i + 1 }));
      const kept = imported(numbered.slice(0, first.length));
      const again = states(numbered, kept);
      assert.ok(again.slice(0, first.length).every((state) => state === RowState.DUPLICATE));
      assert.equal(again.filter((state) => state === RowState.NEW).length, more.length);
    }),
  );
});

test('a bank id identifies a transaction even when other cells change, also within one file', () => {
  const rows = [row({ bankId: 'X', payee: 'Renamed' }), row({ bankId: 'Y' }), row({ bankId: 'Y', rowNumber: 3 })];
  assert.deepEqual(states(rows, [entry({ bankId: 'X' })]), [RowState.DUPLICATE, RowState.NEW, RowState.DUPLICATE]);
});

test('a row joins the nearest entry made by hand of equal amount within ten days, and each entry only once', () => {
  const entries = [entry({ id: 'far', date: '2026-03-02' }), entry({ id: 'near', date: '2026-03-11' })];
  const matched = matchRows([row(), row({ rowNumber: 2, date: '2026-03-12' }), row({ rowNumber: 3 })], entries);
  assert.deepEqual(
    matched.map(({ existingId }) => existingId),
    ['near', undefined, 'far'],
  );
  assert.deepEqual(states([row({ date: '2026-03-21' })], [entry()]), [RowState.NEW]);
});

test('rows with different bank ids are different transactions, even with the same content', () => {
  const [first, second] = [row({ bankId: 'A' }), row({ bankId: 'B' })];
  const kept = imported([first]);
  assert.deepEqual(states([second], kept), [RowState.NEW]);
  const [matched] = matchRows([second], kept);
  const place = ({ importKey, occurrence }: Pick<Existing, 'importKey' | 'occurrence'>) => `${importKey}|${occurrence}`;
  assert.notEqual(place(matched!), place(kept[0]!));
  // Without an id, or without one before, the cells differ: whether it is the same is for the user to say.
  assert.deepEqual(states([row(), row({ rowNumber: 2 })], kept), [RowState.POSSIBLE_DUPLICATE, RowState.NEW]);
  assert.deepEqual(states([row({ bankId: 'C' })], imported([row()])), [RowState.POSSIBLE_DUPLICATE]);
});

test('files with and without bank ids can be imported again without adding rows, and every row keeps its own occurrence', () => {
  const any = fc.record({ bankId: fc.constantFrom('', 'A', 'B', 'C'), payee: fc.constantFrom('a', 'b') });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (fields) => {
      const rows = fields.map((one, i) => row({ ...one, rowNumber: i + 1 }));
      const news = matchRows(rows, []).filter(({ state }) => state === RowState.NEW);
      assert.equal(new Set(news.map(({ importKey, occurrence }) => `${importKey}|${occurrence}`)).size, news.length);
      const kept = news.map(({ row: own, importKey, occurrence }) =>
        entry({ id: `t${own.rowNumber}`, importKey, occurrence, bankId: own.bankId || undefined }),
      );
      assert.ok(states(rows, kept).every((state) => state === RowState.DUPLICATE));
    }),
  );
});

test('a repeated bank id does not claim an entry made by hand', () => {
  const rows = [row({ bankId: 'A' }), row({ bankId: 'A', rowNumber: 2, date: '2026-03-12' })];
  assert.deepEqual(states(rows, [entry({ date: '2026-03-12' })]), [RowState.MERGE, RowState.DUPLICATE]);
});

test('matching three thousand equal amounts does not take quadratic time', {
  timeout: 20_000,
}, () => {
  const rows = Array.from({ length: 3_000 }, (_, i) => row({ rowNumber: i + 1, payee: `p${i}` }));
  const entries = rows.map((_, i) => entry({ id: `e${i}` }));
  const ids = matchRows(rows, entries).map(({ existingId }) => existingId);
  assert.equal(new Set(ids).size, 3_000);
});

test('the match window ends on the last day with a four-digit year', () => {
  assert.deepEqual(matchWindow([row({ date: '9999-12-31' }), row()]), { from: '2026-02-28', to: '9999-12-31' });
});

test('an amount outside the contract is an error row, a missing encoding is detected, and no character is cut in half', () => {
  assert.equal(readAmount('10000000000000000,00', ',', 'EUR'), 10n ** 18n);
  assert.equal(readAmount('10000000000000000,01', ',', 'EUR'), undefined);
  const mapping: Mapping = { ...proposed('windows1252-in-out.csv'), encoding: FileEncoding.UNSPECIFIED };
  const { rows } = readStatement(sample('windows1252-in-out.csv'), mapping, reading) as Statement;
  assert.equal(rows[0]!.payee, 'Café René');
  assert.equal(cut(`${'a'.repeat(119)}😀b`, 120), `${'a'.repeat(119)}😀`);
});

test('rows imported before raw cells were stored are recognised by their content', () => {
  const one = row({ note: 'n' });
  const content = JSON.stringify([one.date, one.minorUnits.toString(), one.payee, one.note]);
  const importKey = createHash('sha256').update(content).digest('base64url');
  assert.deepEqual(states([one, row({ note: 'n', rowNumber: 2 })], [entry({ importKey })]), [
    RowState.DUPLICATE,
    RowState.NEW,
  ]);
});

test('a deleted transaction does not come back', () => {
  const rows = [row()];
  const deleted = imported(rows).map((one) => ({ ...one, deleted: true }));
  assert.deepEqual(states(rows, deleted), [RowState.DUPLICATE]);
  assert.deepEqual(states(rows, [entry({ deleted: true })]), [RowState.NEW]);
});

test('one unreadable amount does not hide the decimal mark of the others', () => {
  const rows = Array.from({ length: 26 }, (_, i) => `${String(i + 1).padStart(2, '0')}.03.2026;Markt;-2.205,${i + 10}`);
  rows.splice(12, 0, '13.03.2026;Markt;abc');
  const content = Buffer.from(['Datum;Zweck;Betrag', ...rows].join('\n'));
  const { mapping } = proposeMapping(content, reading)!;
  assert.deepEqual([mapping.decimalMark, mapping.amountColumns?.amount], [',', 2]);
  const statement = readStatement(content, mapping, reading);
  assert.ok(typeof statement !== 'string', String(statement));
  assert.deepEqual([statement.rows.length, statement.bad.map(({ rowNumber }) => rowNumber)], [26, [14]]);
  assert.equal(statement.rows[0]!.minorUnits, -220_510n);
});

test('a binary file and an incomplete mapping are rejected with a clear message', () => {
  assert.equal(proposeMapping(Uint8Array.from([0x50, 0x4b, 3, 4, 0, 1, 0xff, 0x9d, 0x8f]), reading), undefined);
  const { decimalMark: _, ...rest } = proposed('utf16-preamble.txt');
  assert.equal(
    readStatement(sample('utf16-preamble.txt'), { ...rest, decimalMark: '' }, reading),
    'Choose the decimal mark.',
  );
});
