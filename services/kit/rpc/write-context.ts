/** The context of one write: who writes, when, and under which idempotency key. */
import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import type { IdempotencyKey } from '../store/idempotency.ts';
import type { OutboxEvent } from '../store/outbox.ts';
import type { Clock } from '../values/dates.ts';
import { uuidv7 } from '../values/ids.ts';

export type WriteContext = {
  /** The user who writes; empty for Melo itself. */
  readonly actorId: string;
  readonly now: Temporal.Instant;
  /** Undefined for a write of Melo itself, such as the effect of an event. */
  readonly idempotencyKey: IdempotencyKey | undefined;
  newId(): string;
};

/** What a rule decided: the resource before (absent: created) and after (absent: deleted), and the events to publish. */
export type Change<Resource> = {
  readonly before?: Resource;
  readonly after?: Resource;
  readonly events: readonly OutboxEvent[];
};

/** The write being handled. `response` is set once the handler has asked for the write's context. */
export type PendingWrite = {
  readonly context: WriteContext;
  response?: Pick<HandlerContext, 'responseHeader' | 'responseTrailer'>;
};

export const pendingWriteKey = createContextKey<PendingWrite | undefined>(undefined, { description: 'pending write' });

/** The context of the write being handled. Handlers call it first, so that a repeated request finds its response headers. */
export function writeContextOf(context: HandlerContext): WriteContext {
  const pending = context.values.get(pendingWriteKey);
  if (!pending) throw new Error('A method without side effects has no write context.');
  pending.response = context;
  return pending.context;
}

/** The context of a write by Melo itself. */
export const systemWriteContext = (clock: Clock): WriteContext => ({
  actorId: '',
  now: clock(),
  idempotencyKey: undefined,
  newId: () => uuidv7(),
});
