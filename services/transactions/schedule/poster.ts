/**
 * Posts what is due of schedules that post by themselves. Several processes may do so at once: an occurrence is unique, so the second
 * to post it fails. After a downtime every occurrence that was missed is posted, in order.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import type { Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { retryStaleDecisions } from '#kit/store/stale-decision.ts';
import type { Logger } from '#kit/telemetry/log.ts';
import { type Clock, plainDate, systemClock, todayIn } from '#kit/values/dates.ts';
import type { ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import { dueDate } from './dates.ts';
import { placeOf, referencesOf, todayOf } from './place.ts';
import { postOccurrence } from './resolve.ts';
import { progressSchedule } from './rules.ts';

const POLL_MS = 30_000;
const BATCH = 200;
/** Where each day begins first: what is due anywhere is due there. */
const FIRST_ZONE = 'Pacific/Kiritimati';

export type Posting = {
  readonly store: TransactionStore;
  readonly resolve: ReferenceResolver;
  readonly log: Logger;
  readonly clock?: Clock;
};

export type Poster = { wake(): void; stop(): Promise<void> };

/** Posts now, at each wake and every half minute, until it is stopped. */
export function startPoster(posting: Posting): Poster {
  const stopping = new AbortController();
  let pause = new AbortController();
  const wake = () => pause.abort();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      pause = new AbortController();
      const woken = AbortSignal.any([stopping.signal, pause.signal]);
      try {
        await postDue(posting, stopping.signal);
      } catch (error) {
        posting.log.warn({ event: 'schedules_unreadable', err: error }, 'Due schedules cannot be read; trying again.');
      }
      await delay(POLL_MS, undefined, { signal: woken }).catch(() => {});
    }
  })();
  return {
    wake,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Posts everything that is due now. Returns how many occurrences were posted. */
export async function postDue(posting: Posting, stop?: AbortSignal): Promise<number> {
  const { store, clock = systemClock } = posting;
  const day = todayIn(clock(), FIRST_ZONE).toString();
  let posted = 0;
  for (let after = ''; !stop?.aborted; ) {
    const schedules = await store.schedules.due(day, after, BATCH);
    for (const schedule of schedules) posted += await postAll(posting, schedule, stop);
    if (schedules.length < BATCH) break;
    after = schedules.at(-1)!.id;
  }
  return posted;
}

/** Posts what is due of one schedule. What fails is tried again in the next round, and keeps no other schedule from being posted. */
async function postAll(posting: Posting, { id, householdId }: Schedule, stop?: AbortSignal): Promise<number> {
  let posted = 0;
  try {
    while (!stop?.aborted && (await postNext(posting, id, householdId))) posted += 1;
  } catch (error) {
    posting.log.warn(
      { event: 'schedule_not_posted', schedule: id, err: error },
      'A schedule cannot be posted; trying again.',
    );
  }
  return posted;
}

/** Posts the next occurrence of a schedule, if it is due in the household's time zone. */
async function postNext({ store, resolve, log, clock = systemClock }: Posting, id: string, household: string) {
  const decide = async (): Promise<boolean> => {
    const schedule = await store.schedules.find(id, [household]);
    if (!schedule || !isDue(schedule, await todayOf(store, household, clock))) return false;
    const write = systemWriteContext(clock);
    try {
      const place = await placeOf(store, schedule, schedule.nextDate, clock);
      const resolving = postOccurrence(place, {}, await referencesOf(resolve, schedule), write);
      await store.commitOccurrence(write, resolving, {});
      return true;
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      log.warn({ event: 'occurrence_not_posted', schedule: id, reason: problem }, 'An occurrence cannot be posted.');
      if (problem !== schedule.problem)
        await store.commitSchedule(write, progressSchedule(schedule, { problem }, write), {});
      return false;
    }
  };
  return retryStaleDecisions(decide, () => false);
}

function isDue({ autoPost, paused, nextDate, weekendPolicy }: Schedule, today: string): boolean {
  return autoPost && !paused && nextDate !== '' && dueDate(plainDate(nextDate)!, weekendPolicy).toString() <= today;
}

/** The reason why the ledger rejects the posting; undefined for outages, which end by themselves. */
function problemOf(error: unknown): string | undefined {
  if (!(error instanceof ConnectError)) return undefined;
  if (error.code !== Code.InvalidArgument && error.code !== Code.FailedPrecondition) return undefined;
  return error.findDetails(ErrorInfoSchema)[0]?.reason;
}
