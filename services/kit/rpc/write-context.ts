/** One write: whose it is, when, under which request id, and how its events and its answer are recorded with it. */
import { createHmac } from 'node:crypto';
import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  type Message,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type ConnectRouter, createContextKey, type HandlerContext } from '@connectrpc/connect';
import { retryStaleDecisions } from '../store/stale-decision.ts';
import { clearSecretFields, hasSecretField } from '../telemetry/secret-fields.ts';
import { traceparent } from '../telemetry/telemetry.ts';
import { type Clock, timestamp } from '../values/dates.ts';
import { uuidv7 } from '../values/ids.ts';
import { callerOf } from './access.ts';
import { errors } from './errors.ts';

/** A write's request id in its scope, with a keyed hash of its method and body. */
export type IdempotencyKey = {
  readonly scope: string;
  readonly requestId: string;
  /** HMAC-SHA-256 of method and body, secret fields left out, by a key that no database holds. */
  readonly hash: string;
  /** Bytes of the answer without its secret fields, kept so that the same request is answered the same. */
  encode(answer: Message): Uint8Array;
};

/** An event on its way into the outbox; the relay stamps its sequence. */
export type OutboxEvent = {
  readonly eventId: string;
  readonly topic: string;
  readonly key: string;
  readonly payload: Uint8Array;
  readonly traceparent: string | undefined;
};

/** What a service answers: it adds its implementations to a router. */
export type Routes = (router: ConnectRouter) => void;

export type WriteContext = {
  readonly actorId: string;
  readonly now: Temporal.Instant;
  /** Undefined for what Melo does by itself, such as an effect of an event. */
  readonly idempotencyKey: IdempotencyKey | undefined;
  newId(): string;
};

/** What a rule decided: the resource before and after (absent: there was or is none) and the events that tell it. */
export type Change<Resource> = {
  readonly before?: Resource;
  readonly after?: Resource;
  readonly events: readonly OutboxEvent[];
};

/** An event of `schema` about a change in a household (key: the household, unless another is given). */
export function newEvent<Desc extends DescMessage>(
  act: WriteContext,
  topic: string,
  schema: Desc,
  event: { householdId: string; version: bigint; change: unknown },
  key: string = event.householdId,
): OutboxEvent {
  const eventId = act.newId();
  const header = { eventId, occurTime: timestamp(act.now), actorId: act.actorId };
  const message = create(schema, { ...header, ...event } as unknown as MessageInitShape<Desc>);
  return { eventId, topic, key, payload: toBinary(schema, message), traceparent: traceparent() };
}

/** Whether the contract says that the method changes nothing. */
export const isRead = (method: DescMethod): boolean =>
  method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;

const actKey = createContextKey<WriteContext | undefined>(undefined, { description: 'act' });

/** The act of the write being answered. */
export function writeContextOf(context: Pick<HandlerContext, 'values'>): WriteContext {
  const act = context.values.get(actKey);
  if (!act) throw new Error('a method without side effects has no act');
  return act;
}

/** An act of Melo itself. */
export const systemWriteContext = (clock: Clock): WriteContext => ({
  actorId: '',
  now: clock(),
  idempotencyKey: undefined,
  newId: () => uuidv7(),
});

/** Where a store keeps the answers of writes, for at least 24 hours. */
export type IdempotencyStore = {
  find(ticket: IdempotencyKey): Promise<{ hash: string; answer: Uint8Array } | undefined>;
};

/** Thrown by a commit whose ticket another commit used first; the first answer is then given again. */
export class DuplicateRequestError extends Error {}

/** What `onceRoutes` needs beside the routes. `key` is at least 32 bytes and is not stored where the records are. */
export type IdempotencyOptions = { readonly store: IdempotencyStore; readonly clock: Clock; readonly key: Uint8Array };

/**
 * Makes every write of these routes happen once: the same request id and body answers the first result, another body is
 * refused (REQUEST_ID_REUSED). A first result with a secret is not stored, so its repetition is refused
 * (REQUEST_ALREADY_DONE). The scope is the user, else the calling address, so it is known before anything is read.
 */
export function idempotentRoutes(routes: Routes, idempotency: IdempotencyOptions): Routes {
  return (router) => {
    const writing: ConnectRouter = {
      ...router,
      service(service, implementation, options) {
        const own = { ...implementation } as Record<string, Write | undefined>;
        for (const method of service.methods) {
          const write = own[method.localName];
          if (write && method.methodKind === 'unary' && !isRead(method)) {
            own[method.localName] = (request, context) =>
              once(idempotency, request, context, write.bind(implementation));
          }
        }
        router.service(service, own as typeof implementation, options);
        return writing;
      },
    };
    routes(writing);
  };
}

/** Begins every hash. Records without it are of before the hashes had a key; `events/unkeyed-requests.ts` purges them. */
export const HASH_PREFIX = 'h1.';

type Write = (request: Message, context: HandlerContext) => Promise<Message>;

async function once(
  { store, clock, key }: IdempotencyOptions,
  request: Message,
  context: HandlerContext,
  write: Write,
): Promise<Message> {
  const ticket = ticketOf(request, context, key);
  const act: WriteContext = {
    actorId: callerOf(context).userId,
    now: clock(),
    idempotencyKey: ticket,
    newId: () => uuidv7(),
  };
  const again = async (): Promise<Message | undefined> => {
    const first = await store.find(ticket);
    if (!first) return undefined;
    if (first.hash !== ticket.hash) throw errors.requestIdReused();
    const answer = fromBinary(context.method.output, first.answer);
    if (hasSecretField(context.method.output)) throw errors.requestAlreadyDone(madeId(answer));
    return answer;
  };
  context.values.set(actKey, act);
  try {
    return await retryStaleDecisions(() => write(request, context), context.signal);
  } catch (error) {
    // Not asked beforehand, because hardly any request comes again: one that does is stopped by its commit, or refused
    // because of what it wrote the first time.
    const winner = error instanceof DuplicateRequestError || error instanceof ConnectError ? await again() : undefined;
    if (winner) return winner;
    if (!(error instanceof DuplicateRequestError)) throw error;
    throw new ConnectError('The same request is being answered; ask again in a moment.', Code.Aborted);
  }
}

function ticketOf(
  request: Message,
  { method, requestHeader, values }: HandlerContext,
  key: Uint8Array,
): IdempotencyKey {
  const hash = createHmac('sha256', key)
    .update(`${method.parent.typeName}/${method.name}\0`)
    .update(toBinary(method.input, clearSecretFields(method.input, request)));
  const address = requestHeader.get('x-envoy-external-address') ?? 'unknown';
  return {
    scope: callerOf({ values }).userId || `address:${address}`,
    requestId: (request as Message & { requestId?: string }).requestId ?? '',
    hash: HASH_PREFIX + hash.digest('base64url'),
    encode: (answer) => toBinary(method.output, clearSecretFields(method.output, answer)),
  };
}

/** The ID of what a stored answer says was made: its own, or that of the resource in it. Empty: it names none. */
function madeId(answer: Message): string {
  const idOf = (value: object): string => {
    const [, id] =
      Object.entries(value).find(([name, text]) => /^(id|\w+Id)$/.test(name) && typeof text === 'string') ?? [];
    return String(id ?? '');
  };
  const inner = Object.values(answer).find(
    (value) => typeof value === 'object' && value !== null && '$typeName' in value,
  );
  return idOf(answer) || (inner ? idOf(inner as object) : '');
}
