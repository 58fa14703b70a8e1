/** Schedules and occurrences of the household, and what can be done with an occurrence. */
import { createClient } from '@connectrpc/connect';
import { useQuery } from '@connectrpc/connect-query';
import { useQuery as useTanStackQuery } from '@tanstack/react-query';
import { type Occurrence, OccurrenceState, type Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { OccurrenceAction, ScheduleService } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { write } from '../../api/mutations.ts';
import { transport } from '../../api/transport.ts';
import { addDays } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { offerUndo } from '../../ui/feedback/toast.tsx';

/** What was missed is shown for a quarter, what comes for two months. */
const PAST_DAYS = 90;
const NEXT_DAYS = 60;
const PAGE_ROWS = 200;

/** Occurrences that are due or overdue. */
export function useUpcoming(days = NEXT_DAYS) {
  const { household, today } = useCurrentHousehold();
  return useQuery(ScheduleService.method.listOccurrences, {
    householdId: household.id,
    fromDate: addDays(today, -PAST_DAYS),
    toDate: addDays(today, days),
    states: [OccurrenceState.EXPECTED, OccurrenceState.MISSED],
  });
}

export function useSchedules() {
  const { household } = useCurrentHousehold();
  return useTanStackQuery({
    queryKey: [
      'connect-query',
      { serviceName: ScheduleService.typeName, methodName: 'ListSchedules', all: household.id },
    ],
    queryFn: ({ signal }) => allSchedules(household.id, signal),
  });
}

async function allSchedules(householdId: string, signal: AbortSignal): Promise<Schedule[]> {
  const client = createClient(ScheduleService, transport);
  const found: Schedule[] = [];
  let pageToken = '';
  do {
    const response = await client.listSchedules({ householdId, pageSize: PAGE_ROWS, pageToken }, { signal });
    found.push(...response.schedules);
    pageToken = response.nextPageToken;
  } while (pageToken !== '');
  return found.toSorted((a, b) => a.name.localeCompare(b.name));
}

const { resolveOccurrence } = ScheduleService.method;

export async function post({ scheduleId, date }: Occurrence, name: string): Promise<void> {
  const action = OccurrenceAction.POST;
  const { posted } = await write(resolveOccurrence, { scheduleId, date, action }, 'schedules');
  offerUndo(text('recurring.posted', { name }), async () => {
    await write(TransactionService.method.deleteTransaction, { id: posted[0]!.id }, 'transactions');
    await reopen(scheduleId, date);
  });
}

export async function skip({ scheduleId, date }: Occurrence, name: string): Promise<void> {
  await write(resolveOccurrence, { scheduleId, date, action: OccurrenceAction.SKIP }, 'schedules');
  offerUndo(text('recurring.skipped', { name }), () => reopen(scheduleId, date));
}

const reopen = (scheduleId: string, date: string) =>
  write(resolveOccurrence, { scheduleId, date, action: OccurrenceAction.REOPEN }, 'schedules');
