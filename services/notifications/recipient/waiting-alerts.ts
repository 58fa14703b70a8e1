/** Alerts that wait until the household and all its members are known. Effects of events write and read them. */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type BudgetEvent, BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';

export const waitingAlerts = {
  /** Keeps an alert until its household and all members are known. */
  keepWaiting: async (em: EntityManager, event: BudgetEvent): Promise<void> =>
    void (await em.execute(
      'insert into waiting_alert (event_id, household_id, event) values (?, ?, ?) on conflict do nothing',
      [event.eventId, event.householdId, Buffer.from(toBinary(BudgetEventSchema, event))],
      'run',
    )),
  endWaiting: async (em: EntityManager, { eventId }: BudgetEvent): Promise<void> =>
    void (await em.execute('delete from waiting_alert where event_id = ?', [eventId], 'run')),
  /** Alerts that wait for these households, or for these users as members. */
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
