/** Commits of notifications: a change with its response, in one transaction. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { commitSql } from '#kit/store/sql/commit.ts';
import { NotificationRow } from '../rows.ts';
import { type Reader, visibleTo } from './queries.ts';

export const commits = (fork: () => EntityManager) => ({
  /** Marks notifications of a reader as read; without IDs, all. Errors: DuplicateRequestError. */
  markRead: <Response extends object>(
    write: WriteContext,
    reader: Reader,
    ids: readonly string[],
    response: Response,
  ): Promise<Response> =>
    commitSql(fork, write, { events: [], response }, async (em) => {
      const where = { ...visibleTo(reader), readTime: null, ...(ids.length > 0 && { id: [...ids] }) };
      await em.nativeUpdate(NotificationRow, where, { readTime: new Date(write.now.epochMilliseconds) });
    }),
});
