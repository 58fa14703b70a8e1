/** Commits and reverts of imports through the routes, on the real store. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { createSpendingHome, type LedgerFixture, openLedgerFixture, unitsOf } from '../testing/ledger-fixture.ts';

let fixture: LedgerFixture;
before(async () => {
  fixture = await openLedgerFixture();
});
after(() => fixture.close());

test('importing a file again adds nothing, a joined entry keeps its category, and a revert deletes the created transactions', async () => {
  const { imports, checking, groceries, ledger, spend } = await createSpendingHome(fixture);
  await spend(-4_815n, {
    postingDate: '2026-03-01',
    lines: [{ categoryId: groceries, amount: money('EUR', -4_815n) }],
  });
  const content = readFileSync(join(import.meta.dirname, 'testing/samples/semicolon-decimal-comma.csv'));
  const file = { accountId: checking, fileName: 'march.csv', content };
  const { mapping } = await imports.proposeMapping(file);
  const { rows } = await imports.previewImport({ ...file, mapping: mapping! });
  assert.deepEqual(
    rows.map(({ state }) => state),
    [RowState.MERGE, RowState.NEW, RowState.NEW, RowState.NEW, RowState.NEW, RowState.ERROR],
  );
  const commit = () => imports.commitImport({ ...file, mapping: mapping!, requestId: uuidv7() });
  const { import: first } = await commit();
  assert.deepEqual([first!.createdCount, first!.mergedCount, first!.errorCount], [4, 1, 1]);
  const { import: second } = await commit();
  assert.deepEqual([second!.createdCount, second!.duplicateCount], [0, 5]);
  assert.equal((await imports.proposeMapping(file)).saved, true);
  const { transactions } = await ledger.listTransactions({});
  assert.equal(transactions.length, 5);
  assert.equal(transactions.at(-1)!.lines[0]!.categoryId, groceries);
  await imports.revertImport({ id: first!.id, requestId: uuidv7() });
  assert.deepEqual(await unitsOf(ledger), [-4_815n]);
  assert.equal(await reasonOf(imports.revertImport({ id: first!.id, requestId: uuidv7() })), 'ALREADY_REVERTED');
  assert.equal((await commit()).import!.createdCount, 4);
});

test('ten thousand rows are imported in one commit', async () => {
  const { imports, checking, ledger } = await createSpendingHome(fixture);
  const rows = Array.from(
    { length: 10_000 },
    (_, i) => `2026-03-${String((i % 28) + 1).padStart(2, '0')};Payee ${i};-${i}.01`,
  );
  const content = Buffer.from(`Date;Payee;Amount\n${rows.join('\n')}\n`);
  const file = { accountId: checking, fileName: 'big.csv', content };
  const { mapping } = await imports.proposeMapping(file);
  const { import: done } = await imports.commitImport({ ...file, mapping: mapping!, requestId: uuidv7() });
  assert.equal(done!.createdCount, 10_000);
  assert.equal((await ledger.listTransactions({ pageSize: 1 })).totalCount, 10_000n);
});
