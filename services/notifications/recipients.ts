/** Copies of people and households in PostgreSQL, and the alerts that wait for them; all written within effects. */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type BudgetEvent, BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import type { Recipient } from './notification/rules.ts';

export const RecipientRow = defineEntity({
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

/** Who is to be told what happens in a household. */
export type Audience = {
  readonly household: { readonly id: string; readonly name: string; readonly deleted: boolean } | undefined;
  readonly recipients: readonly Recipient[];
  /** Whether some member is not known here yet. */
  readonly incomplete: boolean;
};

export const recipients = (fork: () => EntityManager) => ({
  async recipient(id: string): Promise<Recipient | undefined> {
    return (await fork().findOne(RecipientRow, { id, deleted: false })) ?? undefined;
  },

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
});
