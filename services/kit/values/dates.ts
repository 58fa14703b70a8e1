/** Domain time: the clock of all rules, which tests can set. Times of tokens and certificates are always real. */
import type { Timestamp } from '@bufbuild/protobuf/wkt';

export type Clock = () => Temporal.Instant;

export const systemClock: Clock = () => Temporal.Now.instant();

/** The instant as a protobuf Timestamp, to the millisecond. */
export const timestamp = (instant: Temporal.Instant): Timestamp => timestampOfMs(instant.epochMilliseconds);

/** Whole milliseconds since 1970 as a protobuf Timestamp. Equals `timestampFromMs`, without the cost of `create`. */
export function timestampOfMs(ms: number): Timestamp {
  const seconds = Math.floor(ms / 1000);
  return { $typeName: 'google.protobuf.Timestamp', seconds: BigInt(seconds), nanos: (ms - seconds * 1000) * 1_000_000 };
}

/** The Timestamp as an instant, to the millisecond. */
export const instant = (stamp: Timestamp): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(Number(stamp.seconds) * 1000 + Math.floor(stamp.nanos / 1e6));

/** The date `text` (YYYY-MM-DD); undefined when it is not a valid date from year 1 on, the first that all stores accept. */
export function plainDate(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** Whether the IANA time zone exists. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** Today in a time zone; an empty zone is UTC. */
export const todayIn = (now: Temporal.Instant, timeZone: string): Temporal.PlainDate =>
  now.toZonedDateTimeISO(timeZone || 'UTC').toPlainDate();
