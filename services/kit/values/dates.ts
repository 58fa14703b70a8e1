/** Domain time: the one clock that rules are told, which tests can set; token and certificate time is never shifted. */
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

/** The day `text` (YYYY-MM-DD) names, or undefined when the calendar has no such day: it begins with the year 1, as our stores do. */
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
