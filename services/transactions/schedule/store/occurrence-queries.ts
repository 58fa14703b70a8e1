/** Reads stored occurrences, with what became of their transactions. */
import type { Money } from '#gen/melo/money/v1/money_pb.ts';
import type { MariadbReader } from '#kit/store/sql/mariadb-reader.ts';
import { placeholders } from '#kit/store/sql/rows.ts';
import { money } from '#kit/values/money.ts';
import type { Resolved } from '../occurrences.ts';
import { type OccurrenceRecord, toResolved } from './rows.ts';

/** An occurrence with the amount of its transaction, unless that was deleted. */
const OCCURRENCES = `select o.schedule_id, o.occurrence_date, o.resolution, o.transaction_id, l.minor_units, l.currency
  from occurrence o left join ledger l on l.id = o.transaction_id and l.deleted_ms is null`;

type AmountRecord = Pick<OccurrenceRecord, 'schedule_id' | 'minor_units' | 'currency'>;

type DateRange = { readonly from: string; readonly to: string };

export const occurrenceQueries = ({ read }: Pick<MariadbReader, 'read'>) => ({
  /** Stored occurrences of a household between two dates, the earliest ones. */
  async resolvedBetween(householdId: string, { from, to }: DateRange, limit: number): Promise<Resolved[]> {
    const rows = await read((sql) =>
      sql.execute<OccurrenceRecord[]>(
        `${OCCURRENCES} where o.household_id = ? and o.occurrence_date between ? and ? order by o.occurrence_date limit ?`,
        [householdId, from, to, limit],
      ),
    );
    return rows.map(toResolved);
  },
  /** Stored occurrences of a schedule from a date on. */
  async resolvedFrom(scheduleId: string, from: string): Promise<Resolved[]> {
    const rows = await read((sql) =>
      sql.execute<OccurrenceRecord[]>(`${OCCURRENCES} where o.schedule_id = ? and o.occurrence_date >= ?`, [
        scheduleId,
        from,
      ]),
    );
    return rows.map(toResolved);
  },
  /** The amount of the latest occurrence of each schedule that is in the ledger. */
  async lastAmounts(scheduleIds: readonly string[]): Promise<Map<string, Money>> {
    if (scheduleIds.length === 0) return new Map();
    const rows = await read((sql) =>
      sql.execute<AmountRecord[]>(
        `select o.schedule_id, l.minor_units, l.currency
         from (select o.schedule_id, max(o.occurrence_date) as last_date from occurrence o
               join ledger l on l.id = o.transaction_id and l.deleted_ms is null
               where o.schedule_id in (${placeholders(scheduleIds)}) group by o.schedule_id) latest
         join occurrence o on o.schedule_id = latest.schedule_id and o.occurrence_date = latest.last_date
         join ledger l on l.id = o.transaction_id`,
        [...scheduleIds],
      ),
    );
    return new Map(rows.map((row) => [row.schedule_id, money(row.currency!, BigInt(row.minor_units ?? 0))]));
  },
  async isLinked(transactionId: string): Promise<boolean> {
    const rows = await read((sql) =>
      sql.execute<unknown[]>('select 1 from occurrence where transaction_id = ?', [transactionId]),
    );
    return rows.length > 0;
  },
});
