/** What effects of events write: notifications, and what they send to open streams when they commit. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Change } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { type EffectQuery, sqlApply } from '#kit/store/sql/apply.ts';
import { columns } from '../columns.ts';
import { fromNotification } from '../rows.ts';
import { changePayload, notificationPayload } from '../stream/notify-payload.ts';
import { CHANNEL } from '../stream/pg-listener.ts';
import type { NewNotification } from './rules.ts';

/** Advisory lock of effects that write notifications. They run one after another, so that IDs grow in the order of commits. */
const INBOX_LOCK = 1;

export const effects = (fork: () => EntityManager) => ({
  apply: sqlApply(fork),
  /** Must be called before an effect reads recipients or writes notifications. */
  lockInbox: async (em: EntityManager): Promise<void> =>
    void (await em.execute('select pg_advisory_xact_lock(?)', [INBOX_LOCK])),
  /** Writes the notifications that were never written before, and sends them to open streams. */
  async notify(em: EntityManager, wanted: readonly NewNotification[], write: WriteContext): Promise<void> {
    if (wanted.length === 0) return;
    const rows = wanted.map((one) => fromNotification(one, write));
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
  /** Sends changes of data to open streams. */
  publishChanges: (em: EntityManager, changes: readonly Change[]): Promise<void> =>
    notifyStreams(em, changes.map(changePayload)),
  /** The same as one query of `apply`. */
  changesQuery: (changes: readonly Change[]): EffectQuery => ({
    sql: 'select pg_notify(?, payload) from moved, jsonb_array_elements_text(?::jsonb) as given(payload)',
    values: [CHANNEL, JSON.stringify(changes.map(changePayload))],
  }),
});

async function notifyStreams(em: EntityManager, payloads: readonly string[]): Promise<void> {
  if (payloads.length === 0) return;
  await em.execute('select pg_notify(?, payload) from jsonb_array_elements_text(?::jsonb) as given(payload)', [
    CHANNEL,
    JSON.stringify(payloads),
  ]);
}
