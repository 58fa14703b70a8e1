/** Pages and totals of the register, through the routes on the real store. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uuidv7 } from '#kit/values/ids.ts';
import { money, sum } from '#kit/values/money.ts';
import {
  createSpendingHome,
  type LedgerFixture,
  openLedgerFixture,
  type SpendingHome,
  unitsOf,
} from '../testing/ledger-fixture.ts';

let fixture: LedgerFixture;
before(async () => {
  fixture = await openLedgerFixture();
});
after(() => fixture.close());

test('pages stay stable while transactions are added, and category filters include descendants', async () => {
  const { ledger, spend, food, groceries, card } = await createSpendingHome(fixture);
  for (let day = 1; day <= 6; day++) await spend(-BigInt(day), { postingDate: `2026-03-0${day}` });
  const first = await ledger.listTransactions({ pageSize: 3 });
  await spend(-99n, { postingDate: '2026-03-09' });
  const second = await ledger.listTransactions({ pageSize: 3, pageToken: first.nextPageToken });
  assert.deepEqual(
    [...first.transactions, ...second.transactions].map(({ amount }) => amount!.minorUnits),
    [-6n, -5n, -4n, -3n, -2n, -1n],
  );
  await spend(-40n, {
    accountId: card,
    payee: '100%_Bio',
    lines: [{ categoryId: groceries, amount: money('EUR', -40n) }],
  });
  assert.deepEqual(await unitsOf(ledger, { categoryIds: [food] }), [-40n]);
  assert.deepEqual(await unitsOf(ledger, { text: '%_bio' }), [-40n]);
  assert.equal((await unitsOf(ledger, { uncategorised: true })).length, 7);
  assert.deepEqual(await unitsOf(ledger, { accountIds: [card], toDate: '2026-03-10', fromDate: '2026-03-10' }), [-40n]);
});

test('totals equal the sum of the rows for any range, after many concurrent commits', async () => {
  const home = await createSpendingHome(fixture);
  await changeConcurrently(home);
  const bounds = ['', '2026-01-15', '2026-02-01', '2026-02-15', '2026-03-31', '2026-04-02'];
  for (const accountIds of [[], [home.checking], [home.checking, home.dollars]])
    for (const fromDate of bounds)
      for (const toDate of bounds) await assertTotals(home, { accountIds, fromDate, toDate });
});

/** Creates, updates, deletes and restores transactions and transfers of several months and currencies at the same time. */
async function changeConcurrently({ ledger, spend, checking, card, dollars }: SpendingHome): Promise<void> {
  const days = ['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-10', '2026-03-31', '2026-04-01'];
  const created = await Promise.all(
    Array.from({ length: 48 }, (_, i) =>
      spend(BigInt(-1 - i), { postingDate: days[i % days.length]!, accountId: i % 2 === 0 ? checking : card }),
    ),
  );
  const ids = created.map(({ transaction }) => transaction!.id);
  await spend(-7n, { accountId: dollars, amount: money('USD', -7n), postingDate: '2026-02-02' });
  const remove = (id: string) => ledger.deleteTransaction({ id, requestId: uuidv7() });
  const update = (id: string) =>
    ledger.updateTransaction({
      id,
      transaction: { postingDate: '2026-04-02', amount: money('EUR', -1_000n) },
      updateMask: { paths: ['posting_date', 'amount'] },
      requestId: uuidv7(),
    });
  const transfer = (fromAccountId: string, toAccountId: string) =>
    ledger.createTransfer({
      fromAccountId,
      toAccountId,
      postingDate: '2026-02-15',
      amount: money('EUR', 100n),
      requestId: uuidv7(),
    });
  await Promise.all([
    ...ids.slice(0, 12).map(remove),
    ...ids.slice(12, 24).map(update),
    ...ids.slice(24).map((_, i) => (i % 2 === 0 ? transfer(checking, card) : transfer(card, checking))),
  ]);
  await Promise.all(ids.slice(0, 6).map((id) => ledger.restoreTransaction({ id, requestId: uuidv7() })));
}

type Range = { accountIds: string[]; fromDate: string; toDate: string };

/** The totals of the register equal the sums of its rows. */
async function assertTotals({ ledger }: SpendingHome, range: Range): Promise<void> {
  const { transactions, totalCount, totalAmounts } = await ledger.listTransactions({ ...range, pageSize: 200 });
  const byCurrency = Map.groupBy(transactions, ({ amount }) => amount!.currencyCode);
  const sums = [...byCurrency].map(([currency, own]) => [currency, sum(own.map(({ amount }) => amount!.minorUnits))]);
  assert.equal(totalCount, BigInt(transactions.length), `${range.fromDate} to ${range.toDate}`);
  assert.deepEqual(
    totalAmounts.map(({ currencyCode, minorUnits }) => [currencyCode, minorUnits]),
    sums.sort(),
  );
}
