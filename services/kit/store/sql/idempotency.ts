/** Idempotency records of PostgreSQL and MariaDB stores, written in the transaction of the write. */
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DuplicateRequestError, type IdempotencyKey, type IdempotencyStore } from '../idempotency.ts';
import type { Sql } from './rows.ts';

/** `fork` returns a fresh entity manager. */
export const sqlIdempotency = (fork: () => EntityManager): IdempotencyStore => ({
  async find({ scope, requestId }) {
    const [row] = await fork().execute<{ hash: string; answer: Uint8Array }[]>(
      'select hash, answer from request where scope = ? and request_id = ?',
      [scope, requestId],
    );
    return row && { hash: row.hash, response: row.answer };
  },
});

/** Records a write's response within its transaction. Throws DuplicateRequestError when the request ID is taken. */
export async function recordResponse(
  em: Sql,
  key: IdempotencyKey,
  response: object,
  now: Temporal.Instant,
): Promise<void> {
  try {
    await em.execute(
      'insert into request (scope, request_id, hash, answer, create_ms) values (?, ?, ?, ?, ?)',
      [key.scope, key.requestId, key.hash, Buffer.from(key.encode(response)), now.epochMilliseconds],
      'run',
    );
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw new DuplicateRequestError();
    throw error;
  }
}
