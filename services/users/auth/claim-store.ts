/** Claims in PostgreSQL, and the count of mails that each address got. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { appendOutbox } from '#kit/store/sql/outbox.ts';
import { placeholders } from '#kit/store/sql/rows.ts';
import { type Claim, type ClaimKind, forgetClaim, type Registration } from './claim.ts';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** Mails that strangers can cause to be sent to one address. */
const MAX_MAILS = { hour: 3, day: 10 } as const;
const PURGE_BATCH_SIZE = 500;
/** Namespace of the advisory locks that count mails. */
const MAIL_LOCK = 4711;

type ClaimRow = {
  id: string;
  kind: ClaimKind;
  email: string;
  registration: Registration | null;
  create_ms: string;
  expire_ms: string;
};

const COLUMNS = 'id::text, kind, email, registration, create_ms, expire_ms';

export const claims = (fork: () => EntityManager) => ({
  /** A claim that has not been used and has not expired. */
  async claim(id: string, nowMs: number): Promise<Claim | undefined> {
    const [row] = await fork().execute<ClaimRow[]>(`select ${COLUMNS} from claim where id = ? and expire_ms > ?`, [
      id,
      nowMs,
    ]);
    return row && toClaim(row);
  },

  /** Whether the address of this registration was verified, by its link or by that of another registration; known for a day. */
  async wasVerified(id: string): Promise<boolean> {
    const rows = await fork().execute<unknown[]>('select 1 from verified_claim where id = ?', [id]);
    return rows.length > 0;
  },

  /** Whether a mail may go to the address now; a claim that was counted once may always be repeated. */
  async countMail(claimId: string, recipient: string, nowMs: number): Promise<boolean> {
    return fork().transactional(async (em) => {
      await em.execute('select pg_advisory_xact_lock(?, hashtext(?))', [MAIL_LOCK, recipient]);
      const [sent] = await em.execute<{ known: boolean; hour: string; day: string }[]>(
        `select coalesce(bool_or(claim_id = ?), false) as known, count(*) as day, count(*) filter (where sent_ms > ?) as hour
         from account_mail where recipient = ? and sent_ms > ?`,
        [claimId, nowMs - HOUR_MS, recipient, nowMs - DAY_MS],
      );
      if (sent?.known) return true;
      if (Number(sent?.hour) >= MAX_MAILS.hour || Number(sent?.day) >= MAX_MAILS.day) return false;
      await em.execute(
        'insert into account_mail (claim_id, recipient, sent_ms) values (?, ?, ?) on conflict do nothing',
        [claimId, recipient, nowMs],
        'run',
      );
      return true;
    });
  },

  /** Deletes expired claims and old counts; returns how many claims there were. */
  async purgeClaims(write: WriteContext): Promise<number> {
    const nowMs = write.now.epochMilliseconds;
    const purged = await fork().transactional(async (em) => {
      const rows = await em.execute<{ id: string }[]>(
        `delete from claim where id in (select id from claim where expire_ms <= ? limit ${PURGE_BATCH_SIZE} for update skip locked)
         returning id::text`,
        [nowMs],
      );
      await appendOutbox(
        em,
        rows.map(({ id }) => forgetClaim(id, write)),
      );
      return rows.length;
    });
    await fork().execute('delete from account_mail where sent_ms <= ?', [nowMs - DAY_MS], 'run');
    await fork().execute('delete from verified_claim where expire_ms <= ?', [nowMs], 'run');
    return purged;
  },
});

/** Within a commit. */
export async function putClaim(em: EntityManager, claim: Claim): Promise<void> {
  const { id, kind, email, registration, createMs, expireMs } = claim;
  await em.execute(
    'insert into claim (id, kind, email, registration, create_ms, expire_ms) values (?, ?, ?, ?::jsonb, ?, ?)',
    [id, kind, email, registration ? JSON.stringify(registration) : null, createMs, expireMs],
    'run',
  );
}

/** Within a commit: keeps that the address of these registrations is verified, and nothing else of them. */
export async function keepVerified(em: EntityManager, { email }: Claim): Promise<void> {
  await em.execute(
    "insert into verified_claim (id, expire_ms) select id, expire_ms from claim where email = ? and kind = 'registration'",
    [email],
    'run',
  );
}

/** Within a commit: uses a claim up, once; false when another commit was first or it has expired. */
export async function consumeClaim(em: EntityManager, { id }: Claim, write: WriteContext): Promise<boolean> {
  const used = await em.execute<unknown[]>('delete from claim where id = ? and expire_ms > ? returning id', [
    id,
    write.now.epochMilliseconds,
  ]);
  if (used.length > 0) await appendOutbox(em, [forgetClaim(id, write)]);
  return used.length > 0;
}

/** Within a commit: the claims of an address that have become void. */
export async function dropClaims(em: EntityManager, email: string, kinds: readonly ClaimKind[], write: WriteContext) {
  const rows = await em.execute<{ id: string }[]>(
    `delete from claim where email = ? and kind in (${placeholders(kinds)}) returning id::text`,
    [email, ...kinds],
  );
  await appendOutbox(
    em,
    rows.map(({ id }) => forgetClaim(id, write)),
  );
}

const toClaim = (row: ClaimRow): Claim => ({
  id: row.id,
  kind: row.kind,
  email: row.email,
  ...(row.registration && { registration: row.registration }),
  createMs: Number(row.create_ms),
  expireMs: Number(row.expire_ms),
});
