/**
 * What imports remember: rows that a user left out, transactions that rows joined, mappings by layout, amounts in other currencies.
 * A bank's id alone no longer makes a row unique: banks reuse them. Rows imported before keep their key of date, amount, payee
 * and note, by which they are still found; new ones are known by their raw cells.
 */
import { Migration } from '@mikro-orm/migrations';

const ID = 'char(36) character set ascii collate ascii_bin';
const KEY = 'char(43) character set ascii collate ascii_bin';

export class ImportIdentity20261127 extends Migration {
  override up(): void {
    this.addSql(
      'alter table ledger drop index bank_row, add column foreign_units bigint, add column foreign_currency char(3)',
    );
    this.addSql(`create table left_out_row (account_id ${ID} not null, import_key ${KEY} not null, occurrence int not null,
      household_id ${ID} not null, import_id ${ID} not null, primary key (account_id, import_key, occurrence),
      index by_import (import_id), index by_household (household_id))`);
    this.addSql(`create table joined_row (import_id ${ID} not null, transaction_id ${ID} not null, household_id ${ID} not null,
      was_pending boolean not null, primary key (import_id, transaction_id), index by_household (household_id))`);
    this.addSql(
      `alter table mapping add column layout ${KEY} not null default '', drop primary key, add primary key (account_id, layout)`,
    );
    this.addSql(
      'alter table import add column left_out_count int not null default 0, add column previous_opening_date char(10)',
    );
    this.addSql('alter table account_copy add column type int not null default 0');
    // Asked for again of their owner, with their type.
    this.addSql('delete from account_copy');
    this.addSql(`create table household_copy (id ${ID} primary key, household_id ${ID} not null, version bigint not null,
      time_zone varchar(64) not null)`);
  }
}
