/** Schedules and occurrences on the real store: what is expected, posted, linked, skipped and missed. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  AmountSource,
  Frequency,
  MonthDay,
  OccurrenceState,
  WeekendPolicy,
} from '#gen/melo/transactions/v1/schedule_pb.ts';
import { OccurrenceAction } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import {
  createSpendingHome,
  type LedgerFixture,
  line,
  openLedgerFixture,
  type SpendingHome,
} from '../testing/ledger-fixture.ts';
import { postDue } from './poster.ts';

let fixture: LedgerFixture;
before(async () => {
  fixture = await openLedgerFixture();
});
after(() => fixture.close());

let home: SpendingHome;
beforeEach(async () => {
  fixture.time.now = noon('2026-03-10');
  home = await createSpendingHome(fixture);
});

const noon = (day: string) => Temporal.Instant.from(`${day}T12:00:00Z`);
const MONTHLY = { frequency: Frequency.MONTHLY };
const rent = (fields: object = {}) => ({
  name: 'Rent',
  template: {
    case: 'transaction' as const,
    value: {
      accountId: home.checking,
      amount: money('EUR', -90_000n),
      payee: 'Landlord',
      lines: [line(home.food, -90_000n)],
    },
  },
  recurrence: MONTHLY,
  startDate: '2026-03-31',
  ...fields,
});
const create = async (fields: object = {}) =>
  (await home.schedules.createSchedule({ schedule: rent(fields), requestId: uuidv7() })).schedule!;
const resolve = (scheduleId: string, date: string, action: OccurrenceAction, fields: object = {}) =>
  home.schedules.resolveOccurrence({ scheduleId, date, action, requestId: uuidv7(), ...fields });
const { POST, SKIP, LINK, REOPEN } = OccurrenceAction;
const { EXPECTED, POSTED, SKIPPED, MISSED } = OccurrenceState;

/** Dates and states of what is due in 2026. */
const year = async (states: OccurrenceState[] = []) =>
  (await home.schedules.listOccurrences({ fromDate: '2026-01-01', toDate: '2026-12-31', states })).occurrences;
const datesIn = async (state: OccurrenceState) => (await year([state])).map(({ date }) => date);
/** Posts what is due. Returns how many transactions the household has then. */
async function posted(): Promise<bigint> {
  await postDue(fixture.posting);
  return (await home.ledger.listTransactions({})).totalCount;
}

test('occurrences are computed from the start and expected from today on', async () => {
  const schedule = await create({ startDate: '2025-01-31' });
  assert.deepEqual([schedule.activeFrom, schedule.nextDate, schedule.etag], ['2026-03-10', '2026-03-31', '1']);
  const expected = await datesIn(EXPECTED);
  assert.deepEqual(expected.slice(0, 3), ['2026-03-31', '2026-04-30', '2026-05-31']);
  assert.equal(expected.length, 10);
  assert.deepEqual(await datesIn(MISSED), [], 'what was before its creation was never expected');
});

test('an occurrence is posted with its lines, once, and the next one follows', async () => {
  const { id } = await create();
  const { posted, occurrence, schedule } = await resolve(id, '2026-03-31', POST);
  assert.equal(schedule!.nextDate, '2026-04-30');
  assert.deepEqual([occurrence!.state, occurrence!.transactionId], [POSTED, posted[0]!.id]);
  const { transaction } = await home.ledger.getTransaction({ id: posted[0]!.id });
  assert.deepEqual(
    [transaction!.postingDate, transaction!.payee, transaction!.lines[0]!.categoryId, transaction!.amount!.minorUnits],
    ['2026-03-31', 'Landlord', home.food, -90_000n],
  );
  assert.equal(await reasonOf(resolve(id, '2026-03-31', POST)), 'OCCURRENCE_RESOLVED');
  assert.equal(await reasonOf(resolve(id, '2026-04-29', POST)), 'OCCURRENCE_UNKNOWN');
  assert.equal((await home.ledger.listTransactions({})).totalCount, 1n);
});

test('after a downtime every missed occurrence is posted, by two workers once each', async () => {
  await create({ autoPost: true });
  await create({ name: 'Gym', autoPost: true, startDate: '2026-03-15', recurrence: { frequency: Frequency.WEEKLY } });
  fixture.time.now = noon('2026-06-10');
  await Promise.all([postDue(fixture.posting), postDue(fixture.posting)]);
  assert.equal(await postDue(fixture.posting), 0);
  const { transactions } = await home.ledger.listTransactions({ pageSize: 200 });
  const dates = transactions.map(({ postingDate }) => postingDate).toSorted();
  const weekly = Array.from({ length: 13 }, (_, i) =>
    Temporal.PlainDate.from('2026-03-15').add({ weeks: i }).toString(),
  );
  assert.deepEqual(dates, ['2026-03-31', '2026-04-30', '2026-05-31', ...weekly].toSorted());
  const { schedules } = await home.schedules.listSchedules({});
  assert.deepEqual(
    schedules.map(({ nextDate }) => nextDate),
    ['2026-06-30', '2026-06-14'],
  );
});

test('it posts on the day that begins in the time zone of the household', async () => {
  await create({ autoPost: true });
  fixture.time.now = Temporal.Instant.from('2026-03-30T23:30:00Z');
  assert.equal(await posted(), 0n);
  fixture.time.now = Temporal.Instant.from('2026-03-31T00:00:00Z');
  assert.equal(await posted(), 1n);
});

test('a posting that the ledger rejects is a problem of its schedule, and does not stop others', async () => {
  const early = await create({ name: 'Early', autoPost: true });
  await create({ name: 'Good', autoPost: true });
  await fixture.store.replicas.putAccounts([]);
  const archived = fixture.owned.accounts.get(home.checking)!;
  await fixture.store.replicas.putAccounts([{ ...archived, archived: true, etag: '2' }]);
  fixture.time.now = noon('2026-04-01');
  assert.equal(await posted(), 0n);
  const { schedule } = await home.schedules.getSchedule({ id: early.id });
  assert.deepEqual([schedule!.problem, schedule!.nextDate], ['ACCOUNT_ARCHIVED', '2026-03-31']);
  await fixture.store.replicas.putAccounts([{ ...archived, archived: false, etag: '3' }]);
  assert.equal(await posted(), 2n);
  assert.equal((await home.schedules.getSchedule({ id: early.id })).schedule!.problem, '');
});

test('while an owner is out of reach, the schedules that do not need it are posted', async () => {
  const { id } = await create({ name: 'Needs accounts', autoPost: true });
  await create({ name: 'Good', autoPost: true });
  fixture.time.now = noon('2026-03-31');
  const { posting } = fixture;
  let calls = 0;
  const resolve: typeof posting.resolve = (...ids) => {
    calls += 1;
    return calls === 1 ? Promise.reject(new Error('accounts does not answer')) : posting.resolve(...ids);
  };
  await postDue({ ...posting, resolve });
  assert.equal((await home.ledger.listTransactions({})).totalCount, 1n);
  assert.equal((await home.schedules.getSchedule({ id })).schedule!.problem, '');
  assert.equal(await posted(), 2n);
});

test('an occurrence is skipped, reopened and linked to one transaction only', async () => {
  const { id } = await create();
  const gym = await create({ name: 'Gym' });
  await resolve(id, '2026-03-31', SKIP);
  assert.deepEqual(await datesIn(SKIPPED), ['2026-03-31']);
  const reopened = await resolve(id, '2026-03-31', REOPEN);
  assert.deepEqual([reopened.schedule!.nextDate, reopened.occurrence!.state], ['2026-03-31', EXPECTED]);
  const paid = (await home.spend(-89_900n)).transaction!;
  const linked = await resolve(id, '2026-03-31', LINK, { transactionId: paid.id });
  assert.deepEqual([linked.occurrence!.amount!.minorUnits, linked.posted.length], [-89_900n, 0]);
  assert.equal(await reasonOf(resolve(gym.id, '2026-03-31', LINK, { transactionId: paid.id })), 'ALREADY_LINKED');
  assert.equal(await reasonOf(resolve(gym.id, '2026-03-31', REOPEN)), 'OCCURRENCE_NOT_RESOLVED');
  await resolve(id, '2026-03-31', REOPEN);
  await resolve(gym.id, '2026-03-31', LINK, { transactionId: paid.id });
});

test('what was posted is reopened only after its transaction was deleted', async () => {
  const { id } = await create();
  const { posted } = await resolve(id, '2026-03-31', POST);
  assert.equal(await reasonOf(resolve(id, '2026-03-31', REOPEN)), 'OCCURRENCE_NOT_RESOLVED');
  await home.ledger.deleteTransaction({ id: posted[0]!.id, requestId: uuidv7() });
  assert.deepEqual(await datesIn(SKIPPED), ['2026-03-31'], 'it is not posted again by itself');
  await resolve(id, '2026-03-31', REOPEN);
  await resolve(id, '2026-03-31', POST);
  assert.equal((await home.ledger.listTransactions({})).totalCount, 1n);
});

test('a date on a weekend is due on the Friday before or the Monday after', async () => {
  const recurrence = { ...MONTHLY, monthDay: MonthDay.LAST };
  const before31May = { startDate: '2026-05-31', recurrence, endDate: '2026-05-31' };
  await create({ ...before31May, weekendPolicy: WeekendPolicy.BEFORE });
  await create({ ...before31May, weekendPolicy: WeekendPolicy.AFTER });
  await create(before31May);
  assert.deepEqual(
    (await year()).map(({ dueDate }) => dueDate),
    ['2026-05-29', '2026-05-31', '2026-06-01'],
  );
  const { occurrences } = await home.schedules.listOccurrences({ fromDate: '2026-06-01', toDate: '2026-06-01' });
  assert.deepEqual(
    occurrences.map(({ date }) => date),
    ['2026-05-31'],
  );
});

test('the last amount is repeated, and an estimate says that it is one', async () => {
  const { id } = await create({ amountSource: AmountSource.LAST });
  await create({ amountSource: AmountSource.ESTIMATED, startDate: '2026-03-30', endDate: '2026-03-30' });
  assert.deepEqual(
    (await year()).slice(0, 2).map(({ estimated }) => estimated),
    [true, false],
  );
  const { posted } = await resolve(id, '2026-03-31', POST, { amount: money('EUR', -91_500n) });
  assert.equal(posted[0]!.lines[0]!.amount!.minorUnits, -91_500n);
  const april = (await year()).find(({ date }) => date === '2026-04-30')!;
  assert.equal(april.amount!.minorUnits, -91_500n);
  const next = await resolve(id, '2026-04-30', POST);
  assert.equal(next.posted[0]!.amount!.minorUnits, -91_500n);
});

test('a loan payment is a transfer with interest, and both legs are posted', async () => {
  const value = {
    fromAccountId: home.checking,
    toAccountId: home.card,
    amount: money('EUR', 40_000n),
    feeLines: [line(home.food, -1_250n)],
  };
  const { id } = await create({ name: 'Loan', template: { case: 'transfer', value } });
  assert.equal((await year())[0]!.amount!.minorUnits, -41_250n);
  const { posted, occurrence } = await resolve(id, '2026-03-31', POST);
  assert.deepEqual(
    posted.map(({ amount }) => amount!.minorUnits),
    [-41_250n, 40_000n],
  );
  assert.equal(occurrence!.transactionId, posted[0]!.id);
  assert.equal(await reasonOf(resolve(id, '2026-04-30', POST, { amount: money('EUR', 1n) })), 'LINES_UNBALANCED');
});

test('a pause expects nothing, and afterwards nothing of the pause is posted', async () => {
  const { id } = await create({ autoPost: true });
  const update = (schedule: object, ...paths: string[]) =>
    home.schedules.updateSchedule({ id, schedule, updateMask: { paths }, requestId: uuidv7() });
  await update({ paused: true }, 'paused');
  assert.deepEqual(await year(), []);
  fixture.time.now = noon('2026-06-10');
  assert.equal(await posted(), 0n);
  const { schedule } = await update({ paused: false }, 'paused');
  assert.deepEqual([schedule!.nextDate, await posted()], ['2026-06-30', 0n]);
  const changed = await update({ recurrence: { frequency: Frequency.WEEKLY } }, 'recurrence');
  assert.equal(changed.schedule!.nextDate, '2026-06-16');
  assert.equal(await reasonOf(update({ activeFrom: '2020-01-01' }, 'active_from')), 'FIELD_NOT_UPDATABLE');
  const value = { fromAccountId: home.checking, toAccountId: home.card, amount: money('EUR', 1n) };
  const transfer = update({ template: { case: 'transfer', value } }, 'transfer');
  assert.equal(await reasonOf(transfer), 'FIELD_NOT_UPDATABLE');
});

test('what cannot recur is rejected with its field', async () => {
  const twice = { frequency: Frequency.TWICE_A_MONTH };
  const cases: readonly (readonly [object, string])[] = [
    [{ startDate: '2026-02-30' }, 'DATE_INVALID'],
    [{ endDate: '2026-03-30' }, 'RECURRENCE_INVALID'],
    [{ startDate: '2026-03-30', recurrence: { ...MONTHLY, monthDay: MonthDay.LAST } }, 'RECURRENCE_INVALID'],
    [{ recurrence: { frequency: Frequency.DAILY, monthDay: MonthDay.LAST } }, 'RECURRENCE_INVALID'],
    [{ recurrence: { ...MONTHLY, secondDay: 3 } }, 'RECURRENCE_INVALID'],
    [{ recurrence: twice }, 'RECURRENCE_INVALID'],
    [{ recurrence: { ...twice, secondDay: 28 } }, 'RECURRENCE_INVALID'],
    [{ recurrence: { ...twice, secondDay: 15, interval: 2 } }, 'RECURRENCE_INVALID'],
    [
      { template: { case: 'transaction', value: { accountId: home.dollars, amount: money('EUR', 1n) } } },
      'CURRENCY_MISMATCH',
    ],
    [
      { template: { case: 'transaction', value: { accountId: uuidv7(), amount: money('EUR', 1n) } } },
      'ACCOUNT_UNKNOWN',
    ],
  ];
  for (const [fields, reason] of cases)
    assert.equal(await reasonOf(create(fields)), reason, JSON.stringify(Object.keys(fields)));
  const tooLong = home.schedules.listOccurrences({ fromDate: '2026-01-01', toDate: '2028-01-02' });
  assert.equal(await reasonOf(tooLong), 'RANGE_TOO_LONG');
});

test('other households see no schedule; a deleted one takes its occurrences and leaves the ledger', async () => {
  const { id, etag } = await create();
  await resolve(id, '2026-03-31', POST);
  const other = fixture.home();
  assert.equal(await reasonOf(other.schedules.getSchedule({ id })), 'NOT_FOUND');
  assert.equal(await reasonOf(home.schedules.deleteSchedule({ id, etag, requestId: uuidv7() })), 'ETAG_MISMATCH');
  await home.schedules.deleteSchedule({ id, requestId: uuidv7() });
  assert.deepEqual(await year(), []);
  assert.equal((await home.ledger.listTransactions({})).totalCount, 1n);
});

test('daily schedules over two years end at the limit', async () => {
  for (let i = 0; i < 4; i++) await create({ recurrence: { frequency: Frequency.DAILY }, startDate: '2026-03-10' });
  const all = await home.schedules.listOccurrences({ fromDate: '2026-03-10', toDate: '2028-03-08' });
  assert.deepEqual([all.occurrences.length, all.truncated], [2_000, true]);
});

test('a search among very many occurrences ends, and other requests are answered meanwhile', async () => {
  for (let i = 0; i < 28; i++) await create({ recurrence: { frequency: Frequency.DAILY }, startDate: '2026-03-10' });
  const range = { fromDate: '2026-03-10', toDate: '2028-03-08', states: [SKIPPED] };
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const { occurrences, truncated } = await home.schedules.listOccurrences(range).finally(() => clearInterval(timer));
  assert.deepEqual([occurrences.length, truncated], [0, true]);
  assert.ok(turns >= 10, `${turns}`);
});
