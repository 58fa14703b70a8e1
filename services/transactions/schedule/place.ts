/** Reads what a decision about a schedule or an occurrence needs. */
import type { Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { type Clock, todayIn } from '#kit/values/dates.ts';
import type { References } from '../references/references.ts';
import type { ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import type { Place } from './resolve.ts';
import type { Progress } from './rules.ts';
import { accountIdsOf, categoryIdsOf } from './template.ts';

type Store = Pick<TransactionStore, 'schedules' | 'replicas'>;

/** Today in the household's time zone, YYYY-MM-DD. */
export async function todayOf({ replicas }: Store, householdId: string, clock: Clock): Promise<string> {
  return todayIn(clock(), await replicas.timeZone(householdId)).toString();
}

/** The accounts and categories of a template. Errors: DEPENDENCY_UNAVAILABLE. */
export const referencesOf = (resolve: ReferenceResolver, schedule: Schedule): Promise<References> =>
  resolve(accountIdsOf(schedule), categoryIdsOf(schedule));

export async function progressOf(
  store: Store,
  { id, activeFrom, householdId }: Schedule,
  clock: Clock,
): Promise<Progress> {
  const [rows, today] = await Promise.all([
    store.schedules.resolvedFrom(id, activeFrom),
    todayOf(store, householdId, clock),
  ]);
  return { resolved: new Set(rows.map(({ date }) => date)), today };
}

/** An occurrence, and what is stored from it or from the schedule's next date on. */
export async function placeOf(store: Store, schedule: Schedule, date: string, clock: Clock): Promise<Place> {
  const { id, nextDate, householdId } = schedule;
  const [rows, amounts, today] = await Promise.all([
    store.schedules.resolvedFrom(id, nextDate && nextDate < date ? nextDate : date),
    store.schedules.lastAmounts([id]),
    todayOf(store, householdId, clock),
  ]);
  const stored = rows.find((row) => row.date === date);
  const resolved = new Set(rows.map((row) => row.date));
  return { schedule, date, stored, resolved, lastAmount: amounts.get(id), today };
}
