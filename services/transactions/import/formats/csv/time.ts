/** The time after a date. With a zone or offset it can fall on another day in the household's time zone. */

/** Skips surrounding spaces and a leading T. All quantifiers are bounded, so matching takes linear time. */
const TIME =
  /^[ T,]{0,3}(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)? ?(AM|PM|a\.m\.|p\.m\.)? ?(Z|UTC|GMT)?([+-]\d{2}:?(?:\d{2})?)?$/i;

/** The day in `timeZone` of a date and the time after it; the date itself when the time has no zone. */
export function dayInZone(date: string, suffix: string, timeZone: string): string {
  const match = suffix === '' ? undefined : TIME.exec(suffix.trim());
  if (!match) return date;
  const [, hour, minute, second = '00', half, utc, offset] = match;
  if (!utc && !offset) return date;
  const time = `${String(hourOf(Number(hour), half)).padStart(2, '0')}:${minute}:${second}`;
  try {
    const instant = Temporal.Instant.from(`${date}T${time}${offsetOf(offset)}`);
    return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  } catch {
    // 25:00 is not a valid time; keeps the date.
    return date;
  }
}

function hourOf(hour: number, half: string | undefined): number {
  if (!half) return hour;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

function offsetOf(offset: string | undefined): string {
  if (!offset) return 'Z';
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return `${offset[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
