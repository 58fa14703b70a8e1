/** The loaded part of a list of transactions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { type Transaction, TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { counted, firstChunk, type Ledger, put, refreshed, rowsOf, unread, withNext, without } from './chunks.ts';

/** A row of the day, "3b" is of the third. */
const row = (id: string, etag = '1', minorUnits = -100n): Transaction =>
  create(TransactionSchema, {
    id,
    etag,
    postingDate: `2026-01-0${id[0]}`,
    amount: { currencyCode: 'EUR', minorUnits },
  });

const page = (ids: string, nextPageToken = '', totalCount = 6) => ({
  transactions: ids === '' ? [] : ids.split(' ').map((id) => row(id)),
  nextPageToken,
  totalCount: BigInt(totalCount),
  totalAmounts: [],
});

const ids = (ledger: Ledger): string =>
  rowsOf(ledger)
    .map(({ id }) => id)
    .join(' ');

/** Two chunks of two rows; more follow. */
const loaded = withNext(firstChunk(page('6a 5a', 'B'), 1), page('4a 3a', 'C'), 2);

test('pages follow each other, and a row that moved to the next page is not there twice', () => {
  assert.equal(ids(loaded), '6a 5a 4a 3a');
  assert.equal(ids(withNext(loaded, page('3a 2a'), 3)), '6a 5a 4a 3a 2a');
});

test('a row is put where it belongs, and beyond the loaded part it waits for its page', () => {
  assert.equal(ids(put(loaded, [row('5b')])), '6a 5b 5a 4a 3a');
  assert.equal(ids(put(loaded, [row('4b')])), '6a 5a 4b 4a 3a');
  assert.equal(ids(put(loaded, [row('1a')])), '6a 5a 4a 3a');
  assert.equal(ids(put(withNext(loaded, page('2a'), 3), [row('1a')])), '6a 5a 4a 3a 2a 1a');
  assert.equal(ids(put(loaded, [row('6a', '2')])), '6a 5a 4a 3a');
});

test('a chunk that is read again shows what is new and loses what is gone; the others stay', () => {
  assert.equal(ids(refreshed(loaded, '', page('7a 6a', 'B'), 9)), '7a 6a 5a 4a 3a');
  assert.equal(ids(refreshed(loaded, '', page('6a 4a', 'X'), 9)), '6a 4a 3a');
  assert.equal(ids(refreshed(loaded, 'B', page('4b 4a', 'X'), 9)), '6a 5a 4b 4a 3a');
  assert.equal(ids(refreshed(loaded, 'B', page('4a 2a', 'X'), 9)), '6a 5a 4a 2a');
  assert.equal(ids(refreshed(loaded, 'B', page('4a'), 9)), '6a 5a 4a');
  assert.equal(ids(refreshed(loaded, '', page(''), 9)), '');
});

test('after the last chunk is read again, the next page begins after its last row', () => {
  assert.equal(refreshed(loaded, 'B', page('4a 2a', 'X'), 9).next, 'X');
  assert.equal(refreshed(loaded, 'B', page('4b 4a', 'X'), 9).next, 'C');
  assert.equal(refreshed(loaded, 'B', page('4a'), 9).next, '');
});

test('rows that a chunk no longer reaches are read again with the next one', () => {
  const { chunks } = refreshed(loaded, '', page('7a 6a', 'X'), 9);
  assert.deepEqual(
    chunks.map(({ token, rows, readAt }) => [token, rows.map(({ id }) => id).join(' '), readAt]),
    [
      ['', '7a 6a', 9],
      ['X', '5a 4a 3a', 1],
    ],
  );
});

test('a row that did not change stays the same object', () => {
  const again = refreshed(loaded, '', page('6a 5a', 'B'), 9);
  assert.equal(rowsOf(again)[0], rowsOf(loaded)[0]);
  const changed = { ...page('5a', 'B'), transactions: [row('6a', '2'), row('5a')] };
  assert.notEqual(rowsOf(refreshed(loaded, '', changed, 9))[0], rowsOf(loaded)[0]);
});

test('count and totals follow rows, also beyond what numbers hold exactly', () => {
  const big = row('2a', '1', 2n ** 53n + 1n);
  const more = counted(loaded, [big, row('2b')], 1);
  assert.equal(more.count, 8);
  assert.deepEqual(
    more.totals.map(({ minorUnits }) => minorUnits),
    [2n ** 53n - 99n],
  );
  assert.equal(counted(more, [big], -1).totals[0]?.minorUnits, -100n);
});

test('rows go, and chunks are marked to be read again', () => {
  assert.equal(ids(without(loaded, ['5a', '3a'])), '6a 4a');
  assert.deepEqual(
    unread(loaded).chunks.map(({ readAt }) => readAt),
    [0, 0],
  );
});
