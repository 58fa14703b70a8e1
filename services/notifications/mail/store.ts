/** The queue of mails in PostgreSQL. Sent mails stay in it without their text, so that no event sends one again. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { columns } from '../columns.ts';
import type { Mail } from './mail.ts';
import type { MailQueue, QueuedMail } from './mail-delivery.ts';

/** A mail for the queue. A key is queued once, for ever. */
export type NewMail = {
  readonly dedupeKey: string;
  /** Empty for a mail of a claim: only the users service knows whose it is. */
  readonly userId: string;
  readonly householdId: string;
  readonly kind: NotificationKind;
  readonly claimId?: string;
  readonly content?: Mail;
};

/** Within an effect: queues the mails that were never queued before. */
export async function queueMails(em: EntityManager, mails: readonly NewMail[], nowMs: number): Promise<void> {
  if (mails.length === 0) return;
  const rows = mails.map((mail) => ({
    id: uuidv7(),
    dedupe_key: mail.dedupeKey,
    user_id: mail.userId || null,
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
}

type MailRow = {
  id: string;
  user_id: string | null;
  claim_id: string | null;
  subject: string | null;
  text_part: string | null;
  html_part: string | null;
  attempts: number;
};

/** The text of a mail is kept until it is sent or given up. */
const DELETE_TEXT = 'subject = null, text_part = null, html_part = null';

export const mailQueue = (fork: () => EntityManager): MailQueue => ({
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
    void (await fork().execute(`update mail set sent_ms = ?, ${DELETE_TEXT} where id = ?`, [nowMs, id], 'run')),
  postpone: async (id, untilMs) =>
    void (await fork().execute('update mail set next_attempt_ms = ? where id = ?', [untilMs, id], 'run')),
  dead: async (id, reason) =>
    void (await fork().execute(`update mail set dead_reason = ?, ${DELETE_TEXT} where id = ?`, [reason, id], 'run')),
});

const toQueued = (row: MailRow): QueuedMail => ({
  id: row.id,
  userId: row.user_id ?? '',
  claimId: row.claim_id ?? '',
  content:
    row.subject === null ? undefined : { subject: row.subject, text: row.text_part ?? '', html: row.html_part ?? '' },
  attempts: row.attempts,
});
