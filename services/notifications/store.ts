/** Notifications in PostgreSQL: rows and messages, queries, commits. What it tells open streams goes out with the commit. */
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type Notification,
  type NotificationKind,
  NotificationSchema,
} from '#gen/melo/notifications/v1/notification_pb.ts';
import type { Change } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { topics } from '#infra/topology.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { sqlApply } from '#kit/store/sql/apply.ts';
import { sqlCheckpoints } from '#kit/store/sql/checkpoints.ts';
import { commitSql } from '#kit/store/sql/commit.ts';
import { openDatabase } from '#kit/store/sql/database.ts';
import { sqlIdempotency } from '#kit/store/sql/idempotency.ts';
import { promoteReplicas } from '#kit/store/sql/replicas.ts';
import { columns } from './columns.ts';
import { mailQueue, queueMails } from './mail/store.ts';
import type { Wanted } from './notification/rules.ts';
import { RecipientRow, recipients } from './recipients.ts';
import { changePayload, notificationPayload } from './stream/notify-payload.ts';
import { CHANNEL } from './stream/pg-listener.ts';

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

/** Effects that tell people exclude each other: ids then grow in the order of commits, and no alert is forgotten between two topics. */
const INBOX_LOCK = 1;

/** Whose notifications: their own, of households they are still in. */
export type Reader = { readonly userId: string; readonly visible: readonly string[] };

export type NotificationStore = Awaited<ReturnType<typeof openStore>>;

/** Schema of a rebuild. */
const BESIDE = 'beside';

export async function openStore(url: string, schema?: string) {
  const database = await openDatabase({
    dialect: 'postgres',
    url,
    entities: [NotificationRow, RecipientRow],
    migrations: `${import.meta.dirname}/migrations`,
    schema,
  });
  const { fork } = database;
  return {
    ...database,
    idempotency: sqlIdempotency(fork),
    checkpoints: sqlCheckpoints(fork),
    apply: sqlApply(fork),
    mails: mailQueue(fork),
    ...recipients(fork),
    queue: queueMails,

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
    /** Marks these, or all, as read. Errors: DuplicateRequestError. */
    markRead: <Response extends object>(
      write: WriteContext,
      reader: Reader,
      ids: readonly string[],
      response: Response,
    ) =>
      commitSql(fork, write, { events: [], response }, async (em) => {
        const where = { ...of(reader), readTime: null, ...(ids.length > 0 && { id: [...ids] }) };
        await em.nativeUpdate(NotificationRow, where, { readTime: new Date(write.now.epochMilliseconds) });
      }),
    /** Within an effect: must come before anybody is told anything. */
    lockInbox: async (em: EntityManager): Promise<void> =>
      void (await em.execute('select pg_advisory_xact_lock(?)', [INBOX_LOCK])),
    /** Within an effect: writes what was never told before, and tells open streams of it. */
    async notify(em: EntityManager, wanted: readonly Wanted[], write: WriteContext): Promise<void> {
      if (wanted.length === 0) return;
      const rows = wanted.map((one) => ({
        id: write.newId(),
        user_id: one.userId,
        household_id: one.householdId || null,
        kind: one.kind,
        subject: one.subject,
        period: one.period,
        threshold: one.threshold,
        title: one.title,
        body: one.body,
        path: one.path,
        create_time: write.now.toString(),
      }));
      const written = await em.execute<{ id: string; user_id: string }[]>(
        `insert into notification (${columns(rows[0]!)}) select ${columns(rows[0]!)}
         from jsonb_populate_recordset(null::notification, ?::jsonb)
         on conflict (user_id, kind, subject, period, threshold) do nothing returning id::text, user_id::text`,
        [JSON.stringify(rows)],
      );
      await notifyStreams(
        em,
        written.map((row) => notificationPayload(row.user_id, row.id)),
      );
    },
    /** Within an effect: tells open streams what changed. */
    publishChanges: (em: EntityManager, changes: readonly Change[]): Promise<void> =>
      notifyStreams(em, changes.map(changePayload)),
  };
}

/** People and households alone are derived here: a schema beside is filled from their topics, and its rows put in the place of the live ones. */
export async function openShadowStore(url: string, live: NotificationStore) {
  const run = (sql: string) => live.fork().execute(sql, [], 'run');
  await run(`drop schema if exists ${BESIDE} cascade`);
  await run(`create schema ${BESIDE}`);
  const store = await openStore(url, BESIDE);
  await store.migrate();
  return {
    store,
    async promote() {
      const copied = [topics.user, topics.household];
      await promoteReplicas(live.fork, BESIDE, ['recipient', 'household_copy', 'member'], copied);
      await run(`drop schema ${BESIDE} cascade`);
    },
  };
}

/** Rows a reader may see. */
const of = ({ userId, visible }: Reader) => ({
  userId,
  $or: [{ householdId: null }, { householdId: [...visible] }],
});

async function notifyStreams(em: EntityManager, payloads: readonly string[]): Promise<void> {
  if (payloads.length === 0) return;
  await em.execute('select pg_notify(?, news) from jsonb_array_elements_text(?::jsonb) as given(news)', [
    CHANNEL,
    JSON.stringify(payloads),
  ]);
}

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
