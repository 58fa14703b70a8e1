/** The ledger, its lines and history, imports, copies. */
import { Migration } from '@mikro-orm/migrations';

const ID = 'char(36) character set ascii collate ascii_bin';
const DAY = 'char(10) character set ascii collate ascii_bin';

export class Transactions20261123 extends Migration {
  override up(): void {
    this.addSql(`create table ledger (id ${ID} primary key, household_id ${ID} not null, account_id ${ID} not null,
      posting_date ${DAY} not null, minor_units bigint not null, currency char(3) not null, payee varchar(120) not null,
      note varchar(500) not null, status tinyint not null, transfer_id ${ID}, counter_transaction_id ${ID}, counter_account_id ${ID},
      import_id ${ID}, bank_id varchar(200) collate utf8mb4_bin, import_key char(43) character set ascii collate ascii_bin,
      occurrence int, deleted_ms bigint, create_ms bigint not null, version bigint not null,
      index by_household (household_id, posting_date desc, id desc), index by_account (account_id, posting_date desc, id desc),
      index by_import (import_id), unique index bank_row (account_id, bank_id), unique index file_row (account_id, import_key, occurrence))`);
    this.addSql(`create table line (transaction_id ${ID} not null, position int not null, category_id ${ID},
      minor_units bigint not null, tags varchar(2000) not null, note varchar(500) not null,
      primary key (transaction_id, position), index by_category (category_id),
      constraint line_of foreign key (transaction_id) references ledger (id) on delete cascade)`);
    this.addSql(`create table history (transaction_id ${ID} not null, version bigint not null, actor_id varchar(36) not null,
      occur_ms bigint not null, before_json text not null, after_json text not null, primary key (transaction_id, version),
      constraint history_of foreign key (transaction_id) references ledger (id) on delete cascade)`);
    this.addSql(`create table import (id ${ID} primary key, household_id ${ID} not null, account_id ${ID} not null,
      file_name varchar(200) not null, created_count int not null, merged_count int not null, duplicate_count int not null,
      error_count int not null, create_ms bigint not null, revert_ms bigint, index by_household (household_id, id desc))`);
    this.addSql(
      `create table mapping (account_id ${ID} primary key, household_id ${ID} not null, mapping text not null)`,
    );
    this.addSql(`create table account_copy (id ${ID} primary key, household_id ${ID} not null, version bigint not null,
      currency char(3) not null, opening_date ${DAY} not null, archived boolean not null)`);
    this.addSql(`create table category_copy (id ${ID} primary key, household_id ${ID} not null, version bigint not null,
      parent_id varchar(36) not null, index by_household (household_id))`);
  }
}
