/** Filters in the URL. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineFlow } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { requestOf } from './filter-request.ts';
import { isWholeAccount, matchesLines, readFilters, withFilter } from './filters.ts';

const ID = '01970000-0000-7000-8000-00000000000a';

test('what is no filter is dropped', () => {
  assert.deepEqual(
    readFilters({ account: 'x', category: 7, from: '2026-02-30', text: '  ', flow: 'toString', evil: '<script>' }),
    {},
  );
});

test('filters come through, numbers in the text too', () => {
  const filters = {
    account: ID,
    text: 'rewe',
    uncategorised: true,
    flow: 'spending',
    deleted: true,
    from: '2026-01-01',
    to: '2026-01-31',
  };
  assert.deepEqual(readFilters(filters), filters);
  assert.deepEqual(readFilters({ text: 8841 }), { text: '8841' });
});

test('an undefined value takes its filter away and keeps the others', () => {
  assert.deepEqual(withFilter({ account: ID, text: 'a' }, { text: undefined }), { account: ID });
});

test('the ledger is asked for what the filters say', () => {
  const request = requestOf({ account: ID, text: ' a ' }, 'h');
  assert.deepEqual(request, {
    householdId: 'h',
    accountIds: [ID],
    categoryIds: [],
    uncategorised: false,
    flow: LineFlow.UNSPECIFIED,
    onlyDeleted: false,
    fromDate: '',
    toDate: '',
    text: 'a',
  });
});

test('flow and deleted are asked of the ledger, and lines are matched by what stands on lines', () => {
  const { flow, onlyDeleted } = requestOf({ flow: 'both', deleted: true }, 'h');
  assert.deepEqual([flow, onlyDeleted], [LineFlow.SPENDING_AND_INCOME, true]);
  assert.ok(
    matchesLines({ category: ID }) && matchesLines({ uncategorised: true }) && matchesLines({ flow: 'income' }),
  );
  assert.ok(!matchesLines({ account: ID, text: 'a', deleted: true }));
});

test('balances run only where nothing is filtered out of an account', () => {
  assert.ok(isWholeAccount({ account: ID }));
  assert.ok(!isWholeAccount({ account: ID, text: 'a' }));
  assert.ok(!isWholeAccount({}));
});
