/** Reads schedules. */
import type { Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import type { MariadbReader } from '#kit/store/sql/mariadb-reader.ts';
import { placeholders } from '#kit/store/sql/rows.ts';
import { type ScheduleRecord, toSchedule } from './rows.ts';

export const scheduleQueries = ({ read }: Pick<MariadbReader, 'read'>) => ({
  async find(id: string, visible: readonly string[]): Promise<Schedule | undefined> {
    if (visible.length === 0) return undefined;
    const [row] = await read((sql) =>
      sql.execute<ScheduleRecord[]>(
        `select body from schedule where id = ? and household_id in (${placeholders(visible)})`,
        [id, ...visible],
      ),
    );
    return row && toSchedule(row);
  },
  /** Schedules of a household after an ID. */
  async page(householdId: string, after: string, limit: number): Promise<Schedule[]> {
    const rows = await read((sql) =>
      sql.execute<ScheduleRecord[]>('select body from schedule where household_id = ? and id > ? order by id limit ?', [
        householdId,
        after,
        limit,
      ]),
    );
    return rows.map(toSchedule);
  },
  async count(householdId: string): Promise<number> {
    const [row] = await read((sql) =>
      sql.execute<{ count: number | bigint }[]>('select count(*) as count from schedule where household_id = ?', [
        householdId,
      ]),
    );
    return Number(row!.count);
  },
  /** Schedules that post by themselves on a day or before, those that have waited longest first. */
  async due(day: string, after: string, limit: number): Promise<Schedule[]> {
    const rows = await read((sql) =>
      sql.execute<ScheduleRecord[]>('select body from schedule where next_due <= ? and id > ? order by id limit ?', [
        day,
        after,
        limit,
      ]),
    );
    return rows.map(toSchedule);
  },
});
