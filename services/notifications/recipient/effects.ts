/** What effects of events write: replicas of users, households and members. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import { putNewer } from '#kit/store/sql/replicas.ts';
import type { Recipient } from '../notification/rules.ts';
import { RecipientRow } from '../rows.ts';

/** Who is notified of an event of a household. */
export type Audience = {
  readonly household: { readonly id: string; readonly name: string; readonly deleted: boolean } | undefined;
  readonly recipients: readonly Recipient[];
  /** Whether the household or a member is not known yet. */
  readonly incomplete: boolean;
};

export const recipientEffects = {
  /** Stores a recipient and returns true unless the stored one is newer. Of a deleted one only the tombstone is kept. */
  async putRecipient(em: EntityManager, recipient: Recipient): Promise<boolean> {
    const { id, version, email, name, locale, timeZone, verified, deleted } = recipient;
    const row = { id, version, email, name, locale, time_zone: timeZone, verified, deleted };
    const written = await putNewer(em, 'postgres', 'recipient', [row]);
    const newer = written.length > 0;
    for (const table of newer && deleted ? ['notification', 'mail'] : []) {
      await em.execute(`delete from ${table} where user_id = ?`, [id], 'run');
    }
    return newer;
  },
  /** Stores a household and its members unless the stored one is newer. Of a deleted one only the tombstone is kept. */
  async putHousehold(
    em: EntityManager,
    { id, name, members }: Household,
    version: bigint,
    deleted: boolean,
  ): Promise<void> {
    const row = { id, version, name: deleted ? '' : name, deleted };
    if ((await putNewer(em, 'postgres', 'household_copy', [row])).length === 0) return;
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
  /** Who is notified of an event of a household. */
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
    // The identity map does not show rows that this transaction has written with SQL.
    const recipients = await em.find(RecipientRow, { id: ids }, { disableIdentityMap: true });
    return {
      household: found,
      recipients: recipients.filter(({ deleted }) => !deleted),
      incomplete: !found || recipients.length < members.length,
    };
  },
};
