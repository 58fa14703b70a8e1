/** Notifications in PostgreSQL: rows and messages, queries, commits. What it tells open streams goes out with the commit. */
import { create, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type BudgetEvent, BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import {
  type Notification,
  type NotificationKind,
  NotificationSchema,
} from '#gen/melo/notifications/v1/notification_pb.ts';
import type { Change } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import type { Act } from '#kit/act.ts';
import { sqlPositions } from '#kit/events/sql.ts';
import { uuidv7 } from '#kit/id.ts';
import { commitSql, openDatabase, sqlRequests } from '#kit/orm.ts';
import type { MailQueue, Queued } from './letter.ts';
import { CHANNEL } from './listen.ts';
import type { Mail } from './mail.ts';
import { changeNews, notificationNews } from './news.ts';
import type { Recipient, Wanted } from './notification.ts';

const NotificationRow = defineEntity({
  name: 'NotificationRow',
  tableName: 'notification',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    householdId: p.uuid().nullable(),
    kind: p.smallint(),
    title: p.text(),
    body: p.text(),
    path: p.text(),
    createTime: p.datetime(),
    readTime: p.datetime().nullable(),
  },
});

const RecipientRow = defineEntity({
  name: 'RecipientRow',
  tableName: 'recipient',
  properties: {
    id: p.uuid().primary(),
    version: p.bigint('bigint'),
    email: p.text(),
    name: p.text(),
    locale: p.text(),
    timeZone: p.text(),
    verified: p.boolean(),
    deleted: p.boolean(),
  },
});

/** Effects that tell people exclude each other: ids then grow in the order of commits, and no alert is forgotten between two topics. */
const INBOX_LOCK = 1;

/** Whose notifications: their own, of households they are still in. */
export type Reader = { readonly userId: string; readonly visible: readonly string[] };

/** A mail to write into the queue; of one key there is one for ever. */
export type NewMail = {
  readonly dedupeKey: string;
  readonly userId: string;
  readonly householdId: string;
  readonly kind: NotificationKind;
  readonly claimId?: string;
  readonly content?: Mail;
};

/** Who is to be told what happens in a household. */
export type Audience = {
  readonly household: { readonly id: string; readonly name: string; readonly deleted: boolean } | undefined;
  readonly recipients: readonly Recipient[];
  /** Whether some member is not known here yet. */
  readonly incomplete: boolean;
};

export type NotificationStore = Awaited<ReturnType<typeof openStore>>;

export async function openStore(url: string) {
  const migrations = `${import.meta.dirname}/migrations`;
  const database = await openDatabase('postgres', url, [NotificationRow, RecipientRow], migrations);
  const { fork } = database;
  return {
    ...database,
    requests: sqlRequests(fork),
    positions: sqlPositions(fork),
    mails: mailQueue(fork),

    /** A reader's notifications before an id, the newest first. */
    async page(reader: Reader, before: string, unread: boolean, limit: number): Promise<Notification[]> {
      const where = { ...of(reader), ...(before && { id: { $lt: before } }), ...(unread && { readTime: null }) };
      return (await fork().find(NotificationRow, where, { orderBy: { id: 'desc' }, limit })).map(toNotification);
    },
    /** A reader's notifications after an id, the oldest first. */
    async after(reader: Reader, cursor: string, limit: number): Promise<Notification[]> {
      const where = { ...of(reader), id: { $gt: cursor } };
      return (await fork().find(NotificationRow, where, { orderBy: { id: 'asc' }, limit })).map(toNotification);
    },
    async notification(id: string): Promise<Notification | undefined> {
      const row = await fork().findOne(NotificationRow, { id });
      return row ? toNotification(row) : undefined;
    },
    unreadCount: (reader: Reader, without: readonly string[] = []): Promise<number> =>
      fork().count(NotificationRow, {
        ...of(reader),
        readTime: null,
        ...(without.length > 0 && { id: { $nin: [...without] } }),
      }),
    /** Marks these, or all, as read. Errors: TicketTaken. */
    markRead: <Answer extends Message>(act: Act, reader: Reader, ids: readonly string[], answer: Answer) =>
      commitSql(fork, act, [], answer, async (em) => {
        const where = { ...of(reader), readTime: null, ...(ids.length > 0 && { id: [...ids] }) };
        await em.nativeUpdate(NotificationRow, where, { readTime: new Date(act.now.epochMilliseconds) });
      }),
    async recipient(id: string): Promise<Recipient | undefined> {
      return (await fork().findOne(RecipientRow, { id, deleted: false })) ?? undefined;
    },

    /** Within an effect: must come before anybody is told anything. */
    lockInbox: async (em: EntityManager): Promise<void> =>
      void (await em.execute('select pg_advisory_xact_lock(?)', [INBOX_LOCK])),
    /** Within an effect: writes what was never told before, and tells open streams of it. */
    async tell(em: EntityManager, wanted: readonly Wanted[], act: Act): Promise<void> {
      if (wanted.length === 0) return;
      const rows = wanted.map((one) => ({
        id: act.id(),
        user_id: one.userId,
        household_id: one.householdId || null,
        kind: one.kind,
        subject: one.subject,
        period: one.period,
        threshold: one.threshold,
        title: one.title,
        body: one.body,
        path: one.path,
        create_time: act.now.toString(),
      }));
      const written = await em.execute<{ id: string; user_id: string }[]>(
        `insert into notification (${columns(rows[0]!)}) select ${columns(rows[0]!)}
         from jsonb_populate_recordset(null::notification, ?::jsonb)
         on conflict (user_id, kind, subject, period, threshold) do nothing returning id::text, user_id::text`,
        [JSON.stringify(rows)],
      );
      await notify(
        em,
        written.map((row) => notificationNews(row.user_id, row.id)),
      );
    },
    /** Within an effect: queues what was never queued before. */
    async queue(em: EntityManager, mails: readonly NewMail[], nowMs: number): Promise<void> {
      if (mails.length === 0) return;
      const rows = mails.map((mail) => ({
        id: uuidv7(),
        dedupe_key: mail.dedupeKey,
        user_id: mail.userId,
        household_id: mail.householdId || null,
        kind: mail.kind,
        claim_id: mail.claimId ?? null,
        subject: mail.content?.subject ?? null,
        text_part: mail.content?.text ?? null,
        html_part: mail.content?.html ?? null,
        attempts: 0,
        create_ms: nowMs,
        next_attempt_ms: nowMs,
      }));
      await em.execute(
        `insert into mail (${columns(rows[0]!)}) select ${columns(rows[0]!)}
         from jsonb_populate_recordset(null::mail, ?::jsonb) on conflict (dedupe_key) do nothing`,
        [JSON.stringify(rows)],
        'run',
      );
    },
    /** Within an effect: tells open streams what changed. */
    tellChanges: (em: EntityManager, changes: readonly Change[]): Promise<void> => notify(em, changes.map(changeNews)),

    /** Keeps a person when newer, and says whether; a deleted one loses everything but the mark. */
    async putRecipient(em: EntityManager, recipient: Recipient): Promise<boolean> {
      const { id, version, email, name, locale, timeZone, verified, deleted } = recipient;
      const written = await em.execute<unknown[]>(
        `insert into recipient (id, version, email, name, locale, time_zone, verified, deleted)
         values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set version = excluded.version, email = excluded.email,
           name = excluded.name, locale = excluded.locale, time_zone = excluded.time_zone,
           verified = excluded.verified, deleted = excluded.deleted
         where recipient.version < excluded.version returning id`,
        [id, version.toString(), email, name, locale, timeZone, verified, deleted],
      );
      const newer = written.length > 0;
      for (const table of newer && deleted ? ['notification', 'mail'] : []) {
        await em.execute(`delete from ${table} where user_id = ?`, [id], 'run');
      }
      return newer;
    },
    /** Keeps a household and its members when newer; a deleted one loses everything but the mark. */
    async putHousehold(
      em: EntityManager,
      { id, name, members }: Household,
      version: bigint,
      deleted: boolean,
    ): Promise<void> {
      const written = await em.execute<unknown[]>(
        `insert into household_copy (id, version, name, deleted) values (?, ?, ?, ?) on conflict (id) do update
         set version = excluded.version, name = excluded.name, deleted = excluded.deleted
         where household_copy.version < excluded.version returning id`,
        [id, version.toString(), deleted ? '' : name, deleted],
      );
      if (written.length === 0) return;
      for (const table of deleted ? ['member', 'notification', 'mail', 'waiting_alert'] : ['member']) {
        await em.execute(`delete from ${table} where household_id = ?`, [id], 'run');
      }
      if (deleted) return;
      for (const { userId, role } of members) {
        await em.execute(
          'insert into member (household_id, user_id, role) values (?, ?, ?) on conflict do nothing',
          [id, userId, role],
          'run',
        );
      }
    },
    async audience(em: EntityManager, household: string): Promise<Audience> {
      const [found] = await em.execute<{ id: string; name: string; deleted: boolean }[]>(
        'select id::text, name, deleted from household_copy where id = ?',
        [household],
      );
      const members = await em.execute<{ user_id: string }[]>(
        'select user_id::text from member where household_id = ? order by user_id',
        [household],
      );
      const ids = members.map(({ user_id }) => user_id);
      // Rows may have been written in this very transaction, which an identity map would not show.
      const recipients = await em.find(RecipientRow, { id: ids }, { disableIdentityMap: true });
      return {
        household: found,
        recipients: recipients.filter(({ deleted }) => !deleted),
        incomplete: !found || recipients.length < members.length,
      };
    },

    /** Keeps an alert until all it concerns are known here. */
    keepWaiting: async (em: EntityManager, event: BudgetEvent): Promise<void> =>
      void (await em.execute(
        'insert into waiting_alert (event_id, household_id, event) values (?, ?, ?) on conflict do nothing',
        [event.eventId, event.householdId, Buffer.from(toBinary(BudgetEventSchema, event))],
        'run',
      )),
    endWaiting: async (em: EntityManager, { eventId }: BudgetEvent): Promise<void> =>
      void (await em.execute('delete from waiting_alert where event_id = ?', [eventId], 'run')),
    /** Alerts that wait for households or for their members, by the ids of either. */
    async waitingFor(em: EntityManager, ids: readonly string[]): Promise<BudgetEvent[]> {
      const rows = await em.execute<{ event: Uint8Array }[]>(
        `with given as (select text::uuid as id from jsonb_array_elements_text(?::jsonb) as element(text))
         select event from waiting_alert where household_id in (select id from given)
           or household_id in (select member.household_id from member join given on given.id = member.user_id)
         order by event_id`,
        [JSON.stringify(ids)],
      );
      return rows.map(({ event }) => fromBinary(BudgetEventSchema, event));
    },
  };
}

const of = ({ userId, visible }: Reader) => ({
  userId,
  $or: [{ householdId: null }, { householdId: [...visible] }],
});

/** Names of columns are those of the rows built here, never of anything given. */
const columns = (row: object): string => Object.keys(row).join(', ');

async function notify(em: EntityManager, payloads: readonly string[]): Promise<void> {
  if (payloads.length === 0) return;
  await em.execute('select pg_notify(?, news) from jsonb_array_elements_text(?::jsonb) as given(news)', [
    CHANNEL,
    JSON.stringify(payloads),
  ]);
}

type MailRow = {
  id: string;
  user_id: string;
  claim_id: string | null;
  subject: string | null;
  text_part: string | null;
  html_part: string | null;
  attempts: number;
};

/** The words of a mail are kept only until it is sent or given up; that it was sent is kept, so that no replay sends it again. */
const FORGET = 'subject = null, text_part = null, html_part = null';

const mailQueue = (fork: () => EntityManager): MailQueue => ({
  async lease(nowMs, untilMs, limit) {
    const rows = await fork().execute<MailRow[]>(
      `update mail set next_attempt_ms = ?, attempts = attempts + 1 where id in (
         select id from mail where sent_ms is null and dead_reason is null and next_attempt_ms <= ?
         order by next_attempt_ms limit ? for update skip locked)
       returning id::text, user_id::text, claim_id::text, subject, text_part, html_part, attempts`,
      [untilMs, nowMs, limit],
    );
    return rows.map(toQueued);
  },
  sent: async (id, nowMs) =>
    void (await fork().execute(`update mail set sent_ms = ?, ${FORGET} where id = ?`, [nowMs, id], 'run')),
  retry: async (id, nextMs) =>
    void (await fork().execute('update mail set next_attempt_ms = ? where id = ?', [nextMs, id], 'run')),
  dead: async (id, reason) =>
    void (await fork().execute(`update mail set dead_reason = ?, ${FORGET} where id = ?`, [reason, id], 'run')),
});

const toQueued = (row: MailRow): Queued => ({
  id: row.id,
  userId: row.user_id,
  claimId: row.claim_id ?? '',
  content:
    row.subject === null ? undefined : { subject: row.subject, text: row.text_part ?? '', html: row.html_part ?? '' },
  attempts: row.attempts,
});

const toNotification = (row: InferEntity<typeof NotificationRow>): Notification =>
  create(NotificationSchema, {
    id: row.id,
    householdId: row.householdId ?? '',
    kind: row.kind as NotificationKind,
    title: row.title,
    body: row.body,
    path: row.path,
    createTime: timestampFromDate(row.createTime),
    ...(row.readTime && { readTime: timestampFromDate(row.readTime) }),
  });
