/** Reads recipients. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Recipient } from '../notification/rules.ts';
import { RecipientRow } from '../rows.ts';

export const recipientQueries = (fork: () => EntityManager) => ({
  async recipient(id: string): Promise<Recipient | undefined> {
    return (await fork().findOne(RecipientRow, { id, deleted: false })) ?? undefined;
  },
});
