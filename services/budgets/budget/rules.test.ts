import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary, type MessageInitShape } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { BudgetEventSchema, ThresholdState } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { type Budget, BudgetSchema, PeriodSchema, PeriodUnit, Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { money } from '#kit/values/money.ts';
import { type AlertKey, newAlerts } from '../alert/rules.ts';
import type { Fact } from '../spending/entry.ts';
import { lineFigures, statusOf } from '../spending/line-figures.ts';
import { carriedOver } from '../spending/rollover.ts';
import { crossedThresholds, usedPercent } from '../spending/thresholds.ts';
import { daysBetween, periodAt, periodOf } from './period.ts';

const write = systemWriteContext(() => Temporal.Instant.from('2026-03-15T08:00:00Z'));
const tree = [
  { id: 'food', parentId: '' },
  { id: 'groceries', parentId: 'food' },
];

function budget(fields: MessageInitShape<typeof BudgetSchema> & { limit?: bigint; rollover?: Rollover } = {}): Budget {
  const { limit = 10_000n, rollover = Rollover.NONE, ...rest } = fields;
  const line = {
    id: 'line',
    name: 'Food',
    categoryIds: ['food'],
    limit: money('EUR', limit),
    rollover,
    thresholdPercents: [80, 100],
  };
  return create(BudgetSchema, {
    id: 'b',
    householdId: 'h',
    currencyCode: 'EUR',
    startDate: '2026-01-01',
    etag: '1',
    lines: [line],
    ...rest,
  });
}

const spent = (date: string, minorUnits: bigint, id = date): Fact => ({
  transactionId: id,
  householdId: 'h',
  version: 1n,
  date,
  pending: false,
  lines: [{ categoryId: 'groceries', currency: 'EUR', minorUnits }],
});

/** Facts as seen on 15 March. */
const seen = (facts: Fact[]) => ({ facts, tree, today: '2026-03-15' });
const march = periodOf(undefined, '2026-03-10');
const alertsBy = (own: Budget, facts: Fact[], alerted: ReadonlySet<AlertKey> = new Set()) =>
  newAlerts({ budget: own, alerted }, seen(facts), write);

test('the used share is rounded down for negative values too', () => {
  const share = (spentUnits: bigint, available: bigint) =>
    usedPercent({ limit: available, carried: 0n, available, spent: spentUnits, pending: 0n });
  assert.deepEqual([share(-7n, 500n), share(7n, 500n), share(-5n, 500n), share(1n, 0n)], [-2n, 1n, -1n, undefined]);
});

test('a month with start day 25 ends on the 24th', () => {
  const period = create(PeriodSchema, { unit: PeriodUnit.MONTH, count: 1, anchorDate: '2020-01-25' });
  assert.equal(periodOf(period, '2026-07-24').end, '2026-07-24');
  assert.equal(periodOf(period, '2026-07-25').start, '2026-07-25');
});

test('periods have no gaps, whatever the anchor', () => {
  const unit = fc.constantFrom(PeriodUnit.DAY, PeriodUnit.WEEK, PeriodUnit.MONTH, PeriodUnit.YEAR);
  const day = fc
    .integer({ min: 0, max: 20_000 })
    .map((n) => Temporal.PlainDate.from('1990-01-01').add({ days: n }).toString());
  fc.assert(
    fc.property(unit, fc.integer({ min: 1, max: 13 }), day, day, (u, count, anchorDate, at) => {
      const period = create(PeriodSchema, { unit: u, count, anchorDate });
      const span = periodOf(period, at);
      assert.ok(span.start <= at && at <= span.end);
      const next = Temporal.PlainDate.from(span.end).add({ days: 1 }).toString();
      assert.equal(periodAt(period, span.index + 1).start, next);
    }),
  );
});

test('daysBetween includes both ends', () => {
  assert.equal(daysBetween('2026-03-01', '2026-03-31'), 31);
  assert.equal(daysBetween('2026-04-01', '2026-03-31'), 0);
});

test('rollover carries the remainder, also a negative one', () => {
  assert.equal(carriedOver(Rollover.ALL, 102_963n - 32_449n) + 50_000n, 120_514n);
  assert.equal(3_000_000n + carriedOver(Rollover.ALL, 3_000_000n - 4_950_000n), 1_050_000n);
  assert.equal(carriedOver(Rollover.SURPLUS, -1n), 0n);
});

test('every day has a period, also at both ends of the calendar and for long periods', () => {
  const units = fc.constantFrom(PeriodUnit.DAY, PeriodUnit.WEEK, PeriodUnit.MONTH, PeriodUnit.YEAR);
  const days = fc.constantFrom('0001-01-01', '0001-12-31', '1900-02-28', '2026-03-10', '9999-01-31', '9999-12-31');
  const counts = fc.integer({ min: 1, max: 366 });
  fc.assert(
    fc.property(units, counts, days, days, (unit, count, anchorDate, day) => {
      const { start, end } = periodOf(create(PeriodSchema, { unit, count, anchorDate }), day);
      return start <= day && day <= end && start.length === 10 && end.length === 10;
    }),
  );
});

test('the carried amount equals a period-by-period sum without visiting periods that have no spending', () => {
  const amounts = fc.bigInt({ min: -20_000n, max: 40_000n });
  const facts = fc.array(fc.tuple(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 12 }), amounts));
  const ways = fc.constantFrom(Rollover.NONE, Rollover.SURPLUS, Rollover.ALL);
  fc.assert(
    fc.property(ways, facts, (rollover, given) => {
      const own = budget({ rollover, startDate: '2025-01-10' });
      const all = given.map(([day, month, units], i) =>
        spent(`2025-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`, units, `${i}`),
      );
      let carried = 0n;
      for (let month = 1; month <= 12; month++) {
        const prefix = `2025-${String(month).padStart(2, '0')}`;
        const units = all.filter(({ date }) => date.startsWith(prefix)).map(({ lines }) => lines[0]!.minorUnits);
        carried = carriedOver(rollover, 10_000n + carried - units.reduce((sum, one) => sum + one, 0n));
      }
      return (
        lineFigures(own, own.lines[0]!, periodOf(own.period, '2026-01-15'), { facts: all, tree }).carried === carried
      );
    }),
  );
  const period = create(PeriodSchema, { unit: PeriodUnit.DAY, count: 1 });
  const old = budget({ rollover: Rollover.ALL, startDate: '0001-01-01', period });
  const today = periodOf(period, '2026-03-10');
  const days = BigInt(today.index - periodOf(period, '0001-01-01').index);
  assert.equal(lineFigures(old, old.lines[0]!, today, { facts: [], tree }).carried, 10_000n * days);
});

test('an edit in January changes March at once', () => {
  const own = budget({ rollover: Rollover.ALL });
  assert.equal(lineFigures(own, own.lines[0]!, march, { facts: [spent('2026-01-05', 4_000n)], tree }).carried, 16_000n);
  assert.equal(lineFigures(own, own.lines[0]!, march, { facts: [spent('2026-01-05', 9_000n)], tree }).carried, 11_000n);
});

test('spending equal to a threshold reaches it, and spending above exceeds it', () => {
  const [line] = budget().lines;
  const at = (units: bigint) =>
    crossedThresholds(line!, { limit: 10_000n, carried: 0n, available: 10_000n, spent: units, pending: 0n });
  assert.deepEqual(at(7_999n), []);
  assert.deepEqual(at(8_000n), [{ percent: 80, state: ThresholdState.REACHED }]);
  assert.deepEqual(
    at(10_000n).map(({ state }) => state),
    [ThresholdState.EXCEEDED, ThresholdState.REACHED],
  );
});

test('a limit of zero has no used share', () => {
  const own = budget({ limit: 0n });
  const status = statusOf(own, march, seen([spent('2026-03-02', 500n)]), { asOfSequence: 7n, incomplete: false });
  assert.equal(status.lines[0]!.usedPercent, undefined);
  assert.equal(status.lines[0]!.remaining!.minorUnits, -500n);
});

test('each threshold alerts once per period, also after spending falls below it and crosses it again', () => {
  const own = budget();
  const first = alertsBy(own, [spent('2026-03-02', 9_000n)]);
  assert.equal(first.events.length, 1);
  const change = fromBinary(BudgetEventSchema, first.events[0]!.payload).change;
  assert.equal(change.case === 'budgetThresholdExceeded' && change.value.thresholdPercent, 80);
  const alerted = new Set(first.keys);
  assert.equal(alertsBy(own, [spent('2026-03-02', 100n)], alerted).events.length, 0);
  assert.equal(alertsBy(own, [spent('2026-03-02', 9_500n)], alerted).events.length, 0);
  assert.equal(alertsBy(own, [spent('2026-03-02', 10_001n)], alerted).events.length, 1);
});

test('spending in another currency is reported as uncounted', () => {
  const foreign = { ...spent('2026-03-02', 500n), lines: [{ categoryId: 'food', currency: 'USD', minorUnits: 500n }] };
  const status = statusOf(budget(), march, seen([foreign]), { asOfSequence: 0n, incomplete: false });
  assert.equal(status.lines[0]!.spent!.minorUnits, 0n);
  assert.deepEqual(
    status.uncounted.map(({ currencyCode, minorUnits }) => [currencyCode, minorUnits]),
    [['USD', 500n]],
  );
});

test('the order of facts does not change the figures', () => {
  const own = budget({ rollover: Rollover.ALL });
  const fact = fc.record({
    day: fc.integer({ min: 1, max: 80 }),
    units: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
  });
  const dated = fact.map(({ day, units }) =>
    spent(Temporal.PlainDate.from('2026-01-01').add({ days: day }).toString(), units),
  );
  fc.assert(
    fc.property(fc.array(dated, { maxLength: 30 }), (facts) => {
      const forward = lineFigures(own, own.lines[0]!, march, { facts, tree });
      assert.deepEqual(lineFigures(own, own.lines[0]!, march, { facts: facts.toReversed(), tree }), forward);
    }),
  );
});
