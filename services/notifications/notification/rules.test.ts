import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { BudgetThresholdExceededSchema, ThresholdState } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { money } from '#kit/values/money.ts';
import { localeOf } from '../messages/messages.ts';
import { budgetAlert, welcome } from './rules.ts';

const home = { id: 'h', name: 'Home' };
const threshold = (percent: number, state: ThresholdState, spent: bigint, limit = 20_000n) =>
  create(BudgetThresholdExceededSchema, {
    budgetName: 'Household',
    lineId: 'line',
    lineName: 'Groceries',
    periodStart: '2026-11-01',
    periodEnd: '2026-11-30',
    thresholdPercent: percent,
    state,
    limit: money('EUR', limit),
    spent: money('EUR', spent),
  });
const alertFor = (event: ReturnType<typeof threshold>, locale = 'en') => budgetAlert(event, home, { id: 'u', locale });

test('a title says whether a threshold or the whole budget was reached or exceeded', () => {
  assert.equal(
    alertFor(threshold(80, ThresholdState.REACHED, 16_000n)).title,
    'Groceries has reached 80% of its budget, November 2026',
  );
  assert.equal(
    alertFor(threshold(80, ThresholdState.EXCEEDED, 17_000n)).title,
    'Groceries has exceeded 80% of its budget, November 2026',
  );
  assert.equal(
    alertFor(threshold(100, ThresholdState.REACHED, 20_000n)).title,
    'Groceries has reached its budget, November 2026',
  );
  assert.equal(
    alertFor(threshold(100, ThresholdState.EXCEEDED, 20_001n)).title,
    'Groceries is over budget, November 2026',
  );
});

test('spending that jumps over several thresholds is told by where it ended, not by the threshold it passed', () => {
  const jumped = alertFor(threshold(80, ThresholdState.EXCEEDED, 23_000n));
  assert.equal(jumped.title, 'Groceries is over budget, November 2026');
  assert.match(jumped.body, /€30\.00 over budget/);
  assert.equal(
    alertFor(threshold(50, ThresholdState.EXCEEDED, 20_000n)).title,
    'Groceries has reached its budget, November 2026',
  );
  assert.equal(
    alertFor(threshold(120, ThresholdState.EXCEEDED, 30_000n)).title,
    'Groceries has exceeded 120% of its budget, November 2026',
  );
});

test('a title names the period: a month by its name, any other by its days', () => {
  const event = threshold(100, ThresholdState.EXCEEDED, 20_001n);
  assert.equal(alertFor(event, 'de-DE').title, 'Groceries ist über dem Budget, November 2026');
  const pay = { ...event, periodStart: '2026-10-25', periodEnd: '2026-11-24' };
  assert.match(alertFor(pay).title, /^Groceries is over budget, Oct 25\s–\sNov 24, 2026$/);
});

test('figures and dates have the format of the reader’s locale', () => {
  const event = threshold(80, ThresholdState.EXCEEDED, 17_000n);
  assert.match(alertFor(event).body, /^€170\.00 of €200\.00 spent, €30\.00 left, Nov 1\s–\s30, 2026\.$/);
  assert.match(
    alertFor(event, 'de-DE').body,
    /^170,00\s€ von 200,00\s€ ausgegeben, 30,00\s€ übrig, 01\.–30\.11\.2026\.$/,
  );
  assert.match(alertFor(threshold(100, ThresholdState.EXCEEDED, 23_000n)).body, /€30\.00 over budget/);
  assert.match(
    alertFor(threshold(80, ThresholdState.EXCEEDED, 2n ** 53n + 1n, 2n ** 60n)).body,
    /€90,071,992,547,409\.93/,
  );
});

test('the key of an alert is member, line, period and threshold, and it links to the budget', () => {
  const { userId, householdId, subject, period, threshold: percent, path } = alertFor(threshold(80, 1, 16_000n));
  assert.deepEqual(
    [userId, householdId, subject, period, percent, path],
    ['u', 'h', 'line', '2026-11-01', 80, '/budget'],
  );
});

test('an unknown language and an invalid locale are shown in English', () => {
  assert.equal(localeOf('en-en-en'), 'en');
  assert.equal(localeOf(''), 'en');
  assert.equal(welcome({ id: 'u', name: 'Ada', locale: 'fr-FR' }).title, 'Welcome to Melo, Ada');
  assert.equal(welcome({ id: 'u', name: 'Ada', locale: 'de-AT' }).title, 'Willkommen bei Melo, Ada');
  assert.match(alertFor(threshold(80, 2, 17_000n), 'en-en-en').body, /€170\.00/);
});
