/** Sums of facts by month, so that a report over years does not add up each line. */
import { Migration } from '@mikro-orm/migrations';

export class MonthSums20261130 extends Migration {
  override up(): void {
    // A process of an older version would write facts without their sums. It finds no table of this name, and tries again until it
    // is replaced. Renaming waits for its running effects, so the sums below miss none. Reports do not read the table.
    this.addSql('alter table fact_version rename to transaction_version');
    this.addSql('alter index fact_version_by_household rename to transaction_version_by_household');
    // A sum of many bigints may be beyond bigint.
    this.addSql(`create table month_sum (household_id uuid not null, month date not null, account_id uuid not null,
      category_id uuid, currency text not null, is_transfer boolean not null, money_out boolean not null,
      minor_units numeric not null, line_count bigint not null,
      unique nulls not distinct (household_id, month, account_id, category_id, currency, is_transfer, money_out))`);
    this.addSql(`insert into month_sum (household_id, month, account_id, category_id, currency, is_transfer, money_out,
        minor_units, line_count)
      select household_id, posting_date - (extract(day from posting_date)::int - 1), account_id, category_id, currency,
        is_transfer, minor_units < 0, sum(minor_units), count(*)
      from fact group by 1, 2, 3, 4, 5, 6, 7`);
  }
}
