/** Commits a write to a PostgreSQL or MariaDB store: idempotency record, rows and events in one transaction. */
import { DeadlockException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { WriteContext } from '../../rpc/write-context.ts';
import type { OutboxEvent } from '../outbox.ts';
import { recordResponse } from './idempotency.ts';
import { appendOutbox } from './outbox.ts';
import { allInOrder, type Sql } from './rows.ts';

/** Attempts of a commit that the store rolls back because it and another wait for each other. */
const MAX_ATTEMPTS = 4;

/** What is stored with the rows of a write, and returned. */
export type Committed<Response> = { readonly events: readonly OutboxEvent[]; readonly response: Response };

/**
 * Runs `work` in the transaction that records the response and the events, and returns the response. After a deadlock `work`
 * runs again, so all it does goes through its handle. Throws DuplicateRequestError when another commit used the request ID first.
 * The three are sent without waiting for each other: after a statement that failed, the transaction's store must not commit
 * those behind it (PostgreSQL refuses them; for MariaDB use the `MariadbWriter`).
 */
export async function commitSql<Response extends object, Handle extends Sql = EntityManager>(
  fork: () => { transactional(work: (handle: Handle) => Promise<void>): Promise<void> },
  { idempotencyKey, now }: WriteContext,
  { events, response }: Committed<Response>,
  work: (handle: Handle) => Promise<void>,
): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      await fork().transactional(async (handle) => {
        await allInOrder([
          idempotencyKey && recordResponse(handle, idempotencyKey, response, now),
          work(handle),
          appendOutbox(handle, events),
        ]);
      });
      return response;
    } catch (error) {
      if (!(error instanceof DeadlockException) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}
