/** From registration to an alert, by API; a card payment is never spending. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import { mailsTo, until } from '#infra/local/demo/api-client.ts';
import { at, balances, eur, newHousehold, spend, today } from './household.ts';

test('spending that reaches a threshold updates balances, budget and reports and alerts once in the app and by mail', async () => {
  const { person, email, categories, checking, card } = await newHousehold('alert');
  const groceries = categories.get('Groceries')!;
  const lines = [{ name: 'Groceries', categoryIds: [groceries], limit: eur(20_000n), thresholdPercents: [80] }];
  const plan = { name: 'Household', currencyCode: 'EUR', lines };
  const budget = (await person.budgets.createBudget({ budget: plan, requestId: randomUUID() })).budget!;
  await spend(person, { accountId: card, categoryId: groceries, minorUnits: -10_000n, payee: 'Market' });
  await person.transactions.createTransfer({
    fromAccountId: checking,
    toAccountId: card,
    postingDate: today.toString(),
    amount: eur(10_000n),
    note: 'Card payment',
    requestId: randomUUID(),
  });
  await until('balances after the payment', async () => {
    const [own, owed] = await balances(person, checking, card);
    return own === 90_000n && owed === 0n;
  });
  const range = { fromDate: today.with({ day: 1 }).toString(), toDate: today.toString() };
  await until('purchases 100 and a payment of 100 are spending 100', async () => {
    const { total } = await person.reports.getSpendingByCategory(range);
    return total?.minorUnits === 10_000n;
  });
  assert.equal((await person.notifications.listNotifications({})).notifications.filter(isThreshold).length, 0);

  const crossing = await spend(person, {
    accountId: card,
    categoryId: groceries,
    minorUnits: -7_000n,
    payee: 'Market',
  });
  const alert = await until('the alert in the app', async () =>
    (await person.notifications.listNotifications({})).notifications.find(isThreshold),
  );
  assert.match(alert.title, /Groceries/);
  // An alert is told before what caused it is kept.
  const status = await until('the spending in the budget', async () => {
    const [line] = (await person.budgets.batchGetBudgetStatuses({ ids: [budget.id] })).statuses[0]!.lines;
    return line!.spent!.minorUnits === 17_000n && line;
  });
  assert.equal(status.usedPercent, 85n);
  const mail = await until('the alert by mail', async () =>
    (await mailsTo(at, email)).find(({ subject }) => /Groceries/.test(subject)),
  );
  assert.match(mail.text, /170\.00/);

  await person.transactions.deleteTransaction({ id: crossing.id, requestId: randomUUID() });
  await person.transactions.restoreTransaction({ id: crossing.id, requestId: randomUUID() });
  await spend(person, { accountId: card, categoryId: groceries, minorUnits: -100n, payee: 'Market' });
  await until('everything counted', async () => {
    const [line] = (await person.budgets.batchGetBudgetStatuses({ ids: [budget.id] })).statuses[0]!.lines;
    return line!.spent!.minorUnits === 17_100n;
  });
  await until('the card follows', async () => (await balances(person, card))[0] === -7_100n);
  const notified = (await person.notifications.listNotifications({ pageSize: 200 })).notifications.filter(isThreshold);
  assert.equal(notified.length, 1);
  assert.equal((await mailsTo(at, email)).filter(({ subject }) => /Groceries/.test(subject)).length, 1);
});

const isThreshold = ({ kind }: { kind: NotificationKind }): boolean => kind === NotificationKind.BUDGET_THRESHOLD;
