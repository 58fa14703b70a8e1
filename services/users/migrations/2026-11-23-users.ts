/** Users, households, members, claims. */
import { Migration } from '@mikro-orm/migrations';

export class Users20261123 extends Migration {
  override up(): void {
    this.addSql(`create table account_user (id uuid primary key, email text not null unique, name text not null, locale text not null,
      time_zone text not null, email_verified boolean not null, password_hash text not null, default_household_id uuid not null,
      version bigint not null, create_time timestamptz not null)`);
    this.addSql(`create table household (id uuid primary key, name text not null, base_currency text not null, time_zone text not null,
      locale text not null, version bigint not null, create_time timestamptz not null)`);
    this.addSql(`create table member (household_id uuid not null references household on delete cascade,
      user_id uuid not null references account_user on delete cascade, role smallint not null, primary key (household_id, user_id))`);
    this.addSql('create index member_by_user on member (user_id)');
    this.addSql(`create table claim (id uuid primary key, user_id uuid not null references account_user on delete cascade,
      expire_ms bigint not null, used boolean not null)`);
  }
}
