/** Claims hold whole registrations, sessions have epochs, mails are counted, security events are kept. Users who never proved their address go. */

import { create } from '@bufbuild/protobuf';
import { timestampNow } from '@bufbuild/protobuf/wkt';
import { Migration } from '@mikro-orm/migrations';
import { HouseholdSchema, Role } from '#gen/melo/users/v1/household_pb.ts';
import { UserSchema } from '#gen/melo/users/v1/user_pb.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { appendOutbox } from '#kit/store/sql/outbox.ts';
import { systemClock } from '#kit/values/dates.ts';
import { deleteHousehold } from '../household/rules.ts';
import { deleteUser } from '../user/rules.ts';

type Unverified = { user_id: string; version: string; household_id: string | null; household_version: string | null };

export class Claims20261126 extends Migration {
  override async up(): Promise<void> {
    await this.eraseUnverified();
    this.addSql('drop table claim');
    this.addSql(`create table claim (id uuid primary key, kind text not null, email text not null, registration jsonb,
      create_ms bigint not null, expire_ms bigint not null)`);
    this.addSql('create index claim_by_email on claim (email)');
    this.addSql('create index claim_by_expiry on claim (expire_ms)');
    this.addSql(
      'create table account_mail (claim_id uuid primary key, recipient text not null, sent_ms bigint not null)',
    );
    this.addSql('create index account_mail_by_recipient on account_mail (recipient, sent_ms)');
    this.addSql('create index account_mail_by_time on account_mail (sent_ms)');
    this.addSql('alter table account_user add column session_epoch bigint not null default 0');
    this.addSql(`create table security_event (id uuid primary key, kind text not null, outcome text not null, user_id text not null,
      session_id text not null, network_hash text not null, request_id text not null, method text not null, time_ms bigint not null)`);
    this.addSql('create index security_event_by_user on security_event (user_id, time_ms)');
    this.addSql('create index security_event_by_time on security_event (time_ms)');
  }

  /** They could never sign in, so their households hold only default categories; the events make every service erase its part. */
  private async eraseUnverified(): Promise<void> {
    const em = this.getEntityManager();
    const rows = (await this.execute(
      `select u.id::text as user_id, u.version, m.household_id::text, h.version as household_version from account_user u
       left join member m on m.user_id = u.id left join household h on h.id = m.household_id where not u.email_verified`,
    )) as Unverified[];
    const write = systemWriteContext(systemClock);
    for (const { user_id: id, version, household_id, household_version } of rows) {
      const times = { createTime: timestampNow() };
      const user = create(UserSchema, { id, etag: version, ...times });
      const members = [{ userId: id, role: Role.OWNER }];
      const household = household_id
        ? [create(HouseholdSchema, { id: household_id, etag: household_version ?? '1', members, ...times })]
        : [];
      const events = household.flatMap((one) => deleteHousehold(one, write).events);
      await appendOutbox(em, [...events, ...deleteUser(user, write).events]);
    }
    await this.execute(
      'delete from household where id in (select m.household_id from member m join account_user u on u.id = m.user_id where not u.email_verified)',
    );
    await this.execute('delete from account_user where not email_verified');
  }
}
