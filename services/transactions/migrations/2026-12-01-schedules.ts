/** Schedules, and their occurrences that were posted, linked or skipped. */
import { Migration } from '@mikro-orm/migrations';

const ID = 'char(36) character set ascii collate ascii_bin';
const DAY = 'char(10) character set ascii collate ascii_bin';

export class Schedules20261201 extends Migration {
  override up(): void {
    // `next_due` is set while the schedule posts by itself: the day on which it does so next.
    this.addSql(`create table schedule (id ${ID} primary key, household_id ${ID} not null, version bigint not null,
      next_due ${DAY}, body mediumtext not null, index by_household (household_id, id), index by_due (next_due))`);
    // A transaction belongs to one occurrence.
    this.addSql(`create table occurrence (schedule_id ${ID} not null, occurrence_date ${DAY} not null, household_id ${ID} not null,
      resolution tinyint not null, transaction_id ${ID}, primary key (schedule_id, occurrence_date),
      unique index by_transaction (transaction_id), index by_household (household_id, occurrence_date))`);
  }
}
