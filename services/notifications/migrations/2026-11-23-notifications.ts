/** Notifications, the queue of mails, copies of people and households. */
import { Migration } from '@mikro-orm/migrations';

export class Notifications20261123 extends Migration {
  override up(): void {
    this.addSql(`create table notification (id uuid primary key, user_id uuid not null, household_id uuid, kind smallint not null,
      subject text not null, period text not null, threshold int not null, title text not null, body text not null,
      path text not null, create_time timestamptz not null, read_time timestamptz,
      unique (user_id, kind, subject, period, threshold))`);
    this.addSql('create index notification_by_user on notification (user_id, id)');
    this.addSql('create index notification_unread on notification (user_id) where read_time is null');
    this.addSql('create index notification_by_household on notification (household_id)');
    this.addSql(`create table mail (id uuid primary key, dedupe_key text not null unique, user_id uuid not null, household_id uuid,
      kind smallint not null, claim_id uuid, subject text, text_part text, html_part text, attempts int not null,
      create_ms bigint not null, next_attempt_ms bigint not null, sent_ms bigint, dead_reason text)`);
    this.addSql('create index mail_due on mail (next_attempt_ms) where sent_ms is null and dead_reason is null');
    this.addSql('create index mail_by_user on mail (user_id)');
    this.addSql('create index mail_by_household on mail (household_id)');
    this.addSql(`create table recipient (id uuid primary key, version bigint not null, email text not null, name text not null,
      locale text not null, time_zone text not null, verified boolean not null, deleted boolean not null)`);
    this.addSql(
      'create table household_copy (id uuid primary key, version bigint not null, name text not null, deleted boolean not null)',
    );
    this.addSql(`create table member (household_id uuid not null, user_id uuid not null, role smallint not null,
      primary key (household_id, user_id))`);
    this.addSql('create index member_by_user on member (user_id)');
    this.addSql(
      'create table waiting_alert (event_id uuid primary key, household_id uuid not null, event bytea not null)',
    );
    this.addSql('create index waiting_alert_by_household on waiting_alert (household_id)');
  }
}
