/** ScheduleService: recurring transactions and transfers, and their occurrences. */
import type { ServiceImpl } from '@connectrpc/connect';
import { type Schedule, ScheduleSchema } from '#gen/melo/transactions/v1/schedule_pb.ts';
import type { ScheduleService } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { type Caller, callerOf } from '#kit/rpc/access.ts';
import { errors } from '#kit/rpc/errors.ts';
import { applyFieldMask } from '#kit/rpc/field-mask.ts';
import { decodePageToken, encodePageToken, pageSize, paginate, UUID } from '#kit/rpc/pagination.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { type Clock, systemClock } from '#kit/values/dates.ts';
import type { ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import { occurrenceActions } from './actions.ts';
import { checkScheduleCount } from './checks.ts';
import { listOccurrences } from './list.ts';
import { placeOf, progressOf, referencesOf, todayOf } from './place.ts';
import { createSchedule, deleteSchedule, UPDATABLE_FIELDS, updateSchedule } from './rules.ts';

export type ScheduleRouteDependencies = {
  readonly store: TransactionStore;
  readonly resolve: ReferenceResolver;
  /** Called when a schedule may have something to post. */
  wake(): void;
  readonly clock?: Clock;
};

export function scheduleRoutes({
  store,
  resolve,
  wake,
  clock = systemClock,
}: ScheduleRouteDependencies): ServiceImpl<typeof ScheduleService> {
  const act = occurrenceActions(store, resolve);
  const findFor = async (id: string, caller: Caller): Promise<Schedule> =>
    caller.requireRole(await store.schedules.find(id, caller.visible), 'schedule');

  return {
    async getSchedule({ id }, context) {
      return { schedule: await findFor(id, callerOf(context)) };
    },

    async listSchedules({ householdId, pageSize: requestedSize, pageToken: token }, context) {
      const [after] = decodePageToken(token, [UUID]) ?? [''];
      const household = callerOf(context).requireHousehold(householdId);
      const rows = await store.schedules.page(household, after!, pageSize(requestedSize) + 1);
      const { page, nextPageToken } = paginate(rows, pageSize(requestedSize), ({ id }) => encodePageToken(id));
      return { schedules: page, nextPageToken };
    },

    async createSchedule({ householdId, schedule }, context) {
      const write = writeContextOf(context);
      const household = callerOf(context).requireHousehold(householdId);
      checkScheduleCount(await store.schedules.count(household));
      const known = await referencesOf(resolve, schedule!);
      const today = await todayOf(store, household, clock);
      const change = createSchedule(schedule!, { householdId: household, today }, known, write);
      return store.commitSchedule(write, change, { schedule: change.after }).finally(wake);
    },

    async updateSchedule({ id, schedule, updateMask }, context) {
      const write = writeContextOf(context);
      const before = await findFor(id, callerOf(context));
      const wanted = applyFieldMask(ScheduleSchema, {
        before,
        wanted: schedule,
        mask: updateMask,
        updatable: UPDATABLE_FIELDS,
      });
      const known = await referencesOf(resolve, wanted);
      const change = updateSchedule(before, wanted, known, { write, progress: await progressOf(store, before, clock) });
      return store.commitSchedule(write, change, { schedule: change.after }).finally(wake);
    },

    async deleteSchedule({ id, etag }, context) {
      const write = writeContextOf(context);
      const before = await findFor(id, callerOf(context));
      if (etag && etag !== before.etag) throw errors.etagMismatch('schedule');
      return store.commitSchedule(write, deleteSchedule(before, write), {});
    },

    async listOccurrences(request, context) {
      return listOccurrences(store, callerOf(context).requireHousehold(request.householdId), request, clock);
    },

    async resolveOccurrence(request, context) {
      const write = writeContextOf(context);
      const caller = callerOf(context);
      const schedule = await findFor(request.scheduleId, caller);
      const place = await placeOf(store, schedule, request.date, clock);
      const resolving = await act(request, place, { caller, write });
      const { occurrence, change, posted } = resolving;
      return store.commitOccurrence(write, resolving, {
        occurrence,
        schedule: change.after,
        posted: posted.map(({ after }) => after),
      });
    },
  };
}
