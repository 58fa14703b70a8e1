/** The import's mapping as columns, and the sample of a file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { DateOrder, FileEncoding, MappingSchema, RowProblem } from '#gen/melo/transactions/v1/import_pb.ts';
import { problemOf } from './preview/row-problem.ts';
import { lacking, roleOf, withRole } from './roles.ts';
import { sampleOf } from './sample.ts';

const mapping = create(MappingSchema, {
  dateOrder: DateOrder.DMY,
  decimalMark: ',',
  dateColumn: 0,
  payeeColumn: 1,
  noteColumns: [2],
  amountColumns: { amount: 3 },
});

test('a column has one role, and a role of one column goes from the old to the new one', () => {
  const moved = withRole(mapping, 1, 'date');
  assert.equal(roleOf(moved, 1), 'date');
  assert.equal(roleOf(moved, 0), undefined);
  assert.equal(moved.payeeColumn, undefined);
});

test('in and out columns take the place of one amount column, and back', () => {
  const pair = withRole(withRole(mapping, 3, 'in'), 4, 'out');
  assert.deepEqual(
    [pair.amountColumns?.amount, pair.amountColumns?.moneyIn, pair.amountColumns?.moneyOut],
    [undefined, 3, 4],
  );
  const single = withRole(pair, 3, 'amount');
  assert.deepEqual(
    [single.amountColumns?.amount, single.amountColumns?.moneyIn, single.amountColumns?.moneyOut],
    [3, undefined, undefined],
  );
});

test('a column that says the direction needs the value that means money out', () => {
  const directed = withRole(mapping, 4, 'direction');
  assert.equal(roleOf(directed, 4), 'direction');
  assert.match(lacking(directed) ?? '', /money out/);
  assert.equal(lacking({ ...directed, moneyOutValue: 'D' }), undefined);
});

test('what is said of other columns stays when one gets another role', () => {
  const all = create(MappingSchema, {
    ...mapping,
    balanceColumn: 4,
    currencyColumn: 5,
    foreignAmountColumn: 6,
    directionColumn: 7,
    moneyOutValue: 'D',
  });
  const { balanceColumn, currencyColumn, foreignAmountColumn, directionColumn, moneyOutValue } = withRole(
    all,
    2,
    'bank-id',
  );
  assert.deepEqual(
    [balanceColumn, currencyColumn, foreignAmountColumn, directionColumn, moneyOutValue],
    [4, 5, 6, 7, 'D'],
  );
});

test('what a mapping lacks is said, one thing at a time', () => {
  assert.equal(lacking(mapping), undefined);
  assert.match(lacking(withRole(mapping, 0, undefined)) ?? '', /date/);
  assert.match(lacking(withRole(mapping, 3, 'note')) ?? '', /amount/);
});

test('a sample is cut by delimiter, with quotes, in every encoding', () => {
  const text = 'a;"b;""c""";d\r\nä;\n';
  const utf16 = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
  const rows = [
    ['a', 'b;"c"', 'd'],
    ['ä', ''],
  ];
  assert.deepEqual(sampleOf(new TextEncoder().encode(text), FileEncoding.UTF8, ';'), rows);
  assert.deepEqual(sampleOf(utf16, FileEncoding.UTF16, ';'), rows);
  assert.deepEqual(sampleOf(new Uint8Array(Buffer.from(text, 'latin1')), FileEncoding.WINDOWS_1252, ';'), rows);
});

test('a problem names the cell, or says that it is missing', () => {
  const { DATE, AMOUNT, LINE_TOO_LONG, UNSPECIFIED } = RowProblem;
  assert.match(problemOf({ problem: '“31.13.” is not a date.', problemKind: DATE }), /^“31\.13\.” is not a date\./);
  assert.equal(problemOf({ problem: '“” is not a date.', problemKind: DATE }), 'The date is missing.');
  assert.equal(problemOf({ problem: 'The amount is missing.', problemKind: AMOUNT }), 'The amount is missing.');
  assert.equal(problemOf({ problem: 'This line is too long.', problemKind: LINE_TOO_LONG }), 'This line is too long.');
  assert.equal(problemOf({ problem: '', problemKind: UNSPECIFIED }), '');
});
