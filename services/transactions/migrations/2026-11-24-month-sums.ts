/** Sums of live transactions by account and month, so that the totals of a long ledger are not counted row by row. */
import { Migration } from '@mikro-orm/migrations';

const ID = 'char(36) character set ascii collate ascii_bin';

export class MonthSums20261124 extends Migration {
  override up(): void {
    this.addSql(`create table month_sum (household_id ${ID} not null, account_id ${ID} not null,
      month char(7) character set ascii collate ascii_bin not null, currency char(3) not null,
      row_count bigint not null, minor_units bigint not null, primary key (household_id, account_id, month))`);
    this.addSql(`insert into month_sum select household_id, account_id, left(posting_date, 7), min(currency), count(*), sum(minor_units)
      from ledger where deleted_ms is null group by 1, 2, 3`);
  }
}
