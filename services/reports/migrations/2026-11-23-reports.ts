/** Facts of transactions, copies of accounts, categories and households. */
import { Migration } from '@mikro-orm/migrations';

export class Reports20261123 extends Migration {
  override up(): void {
    this.addSql('create table fact_version (id uuid primary key, household_id uuid not null, version bigint not null)');
    this.addSql('create index fact_version_by_household on fact_version (household_id)');
    this.addSql(`create table fact (transaction_id uuid not null, position int not null, household_id uuid not null,
      account_id uuid not null, posting_date date not null, category_id uuid, minor_units bigint not null,
      currency text not null, is_transfer boolean not null, primary key (transaction_id, position))`);
    this.addSql('create index fact_by_date on fact (household_id, posting_date)');
    this.addSql(`create table account_copy (id uuid primary key, household_id uuid not null, version bigint not null,
      currency text not null, opening_date date not null, opening_minor_units bigint not null,
      archived boolean not null, deleted boolean not null)`);
    this.addSql('create index account_copy_by_household on account_copy (household_id)');
    this.addSql(`create table category_copy (id uuid primary key, household_id uuid not null, version bigint not null,
      parent_id uuid, kind smallint not null)`);
    this.addSql('create index category_copy_by_household on category_copy (household_id)');
    this.addSql(`create table household_copy (id uuid primary key, version bigint not null, base_currency text not null,
      time_zone text not null, deleted boolean not null)`);
  }
}
