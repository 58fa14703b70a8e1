/** Lists the occurrences of a household's schedules within a range of dates. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TransactionsReason } from '#gen/melo/transactions/v1/reason_pb.ts';
import { AmountSource, type Occurrence, type Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import type { ListOccurrencesRequest } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import type { Clock } from '#kit/values/dates.ts';
import type { TransactionStore } from '../store.ts';
import { transactionsError } from '../transaction/checks.ts';
import { dateOf, MAX_SCHEDULES } from './checks.ts';
import { MAX_SHIFT_DAYS } from './dates.ts';
import { occurrencesOf } from './occurrences.ts';
import { todayOf } from './place.ts';

const MAX_DAYS = 731;
const MAX_OCCURRENCES = 2_000;
/** Occurrences that are looked at, also those of other states; a household with hundreds of daily schedules reaches it. */
const MAX_SCANNED = 20_000;
/** More than are looked at, because their dates are in another order than their due dates. */
const MAX_STORED = MAX_SCANNED + 5_000;
/** Other requests are answered after so many. */
const SLICE = 1_000;

type Store = Pick<TransactionStore, 'schedules' | 'replicas'>;

/** Errors: DATE_INVALID, RANGE_TOO_LONG. */
export async function listOccurrences(
  store: Store,
  householdId: string,
  { fromDate, toDate, states }: ListOccurrencesRequest,
  clock: Clock,
): Promise<{ occurrences: Occurrence[]; truncated: boolean }> {
  const [from, to] = [dateOf(fromDate, 'from_date'), dateOf(toDate, 'to_date')];
  if (from.until(to, { largestUnit: 'days' }).days >= MAX_DAYS) {
    throw transactionsError(TransactionsReason.RANGE_TOO_LONG, 'to_date', `The range has more than ${MAX_DAYS} days.`);
  }
  const shift = { days: MAX_SHIFT_DAYS };
  const schedules = await store.schedules.page(householdId, '', MAX_SCHEDULES);
  const [resolved, lastAmounts, today] = await Promise.all([
    store.schedules.resolvedBetween(
      householdId,
      { from: from.subtract(shift).toString(), to: to.add(shift).toString() },
      MAX_STORED,
    ),
    store.schedules.lastAmounts(repeatingLast(schedules)),
    todayOf(store, householdId, clock),
  ]);
  const occurrences: Occurrence[] = [];
  let scanned = 0;
  for (const one of occurrencesOf(schedules, { resolved, lastAmounts, today }, { from: fromDate, to: toDate })) {
    scanned += 1;
    if (scanned % SLICE === 0) await nextTurn();
    if (scanned > MAX_SCANNED) return { occurrences, truncated: true };
    if (states.length > 0 && !states.includes(one.state)) continue;
    if (occurrences.length === MAX_OCCURRENCES) return { occurrences, truncated: true };
    occurrences.push(one);
  }
  return { occurrences, truncated: false };
}

const repeatingLast = (schedules: readonly Schedule[]): string[] =>
  schedules.filter(({ amountSource }) => amountSource === AmountSource.LAST).map(({ id }) => id);
