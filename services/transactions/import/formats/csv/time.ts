/** A time behind a date: with a zone or offset of its own it may belong to another day in the household's zone. */

/** Spaces around and a T before are passed over; groups are fixed in number, so reading is linear. */
const TIME =
  /^[ T,]{0,3}(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)? ?(AM|PM|a\.m\.|p\.m\.)? ?(Z|UTC|GMT)?([+-]\d{2}:?(?:\d{2})?)?$/i;

/** The day in `timeZone` of a date and the text behind it; the date itself when that text has no zone. */
export function dayInZone(date: string, behind: string, timeZone: string): string {
  const match = behind === '' ? undefined : TIME.exec(behind.trim());
  if (!match) return date;
  const [, hour, minute, second = '00', half, utc, offset] = match;
  if (!utc && !offset) return date;
  const time = `${String(hourOf(Number(hour), half)).padStart(2, '0')}:${minute}:${second}`;
  try {
    const instant = Temporal.Instant.from(`${date}T${time}${offsetOf(offset)}`);
    return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  } catch {
    // 25:00 is no time; the day stands.
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
