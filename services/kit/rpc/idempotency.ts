/** Idempotency: the same request ID and body return the first response, however often the request is sent. */
import { createHmac } from 'node:crypto';
import { create, type DescMethod, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type Interceptor, type UnaryRequest, type UnaryResponse } from '@connectrpc/connect';
import {
  DuplicateRequestError,
  HASH_PREFIX,
  type IdempotencyKey,
  type IdempotencyStore,
} from '../store/idempotency.ts';
import { retryStaleDecisions } from '../store/stale-decision.ts';
import { clearSecretFields, hasSecretField } from '../telemetry/secret-fields.ts';
import type { Clock } from '../values/dates.ts';
import { uuidv7 } from '../values/ids.ts';
import { callerOf } from './access.ts';
import { errors } from './errors.ts';
import { type PendingWrite, pendingWriteKey } from './write-context.ts';

/** `key` has at least 32 bytes and is not stored where the records are. */
export type IdempotencyOptions = { readonly store: IdempotencyStore; readonly clock: Clock; readonly key: Uint8Array };

/** Whether the contract says that the method changes nothing. */
export const isRead = (method: DescMethod): boolean =>
  method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;

/**
 * The innermost interceptor. It gives every write its context, decides a write again when its commit finds stale data, and
 * answers a repeated request from its record. Errors: REQUEST_ID_REUSED for another body under the same request ID;
 * REQUEST_ALREADY_DONE when the first response held a secret, which is not stored.
 */
export const idempotencyInterceptor =
  ({ store, clock, key }: IdempotencyOptions): Interceptor =>
  (next) =>
  async (request) => {
    if (request.stream || isRead(request.method)) return next(request);
    const idempotencyKey = idempotencyKeyOf(request, key);
    const pending: PendingWrite = {
      context: {
        actorId: callerOf({ values: request.contextValues }).userId,
        now: clock(),
        idempotencyKey,
        newId: () => uuidv7(),
      },
    };
    request.contextValues.set(pendingWriteKey, pending);
    try {
      return await retryStaleDecisions(
        () => next(request),
        () => request.signal.aborted,
      );
    } catch (error) {
      // The record is not read beforehand, because few requests are repeated. A repeated one fails in its commit, or is
      // rejected because of what it wrote the first time.
      const isRepeatable = error instanceof DuplicateRequestError || error instanceof ConnectError;
      const first = isRepeatable ? await firstResponse(store, idempotencyKey, request.method) : undefined;
      if (first && pending.response) return replay(request, first, pending.response);
      if (!(error instanceof DuplicateRequestError)) throw error;
      throw new ConnectError('The same request is being processed. Please try again in a moment.', Code.Aborted);
    }
  };

async function firstResponse(
  store: IdempotencyStore,
  key: IdempotencyKey,
  { output }: DescMethod,
): Promise<Message | undefined> {
  const record = await store.find(key);
  if (!record) return undefined;
  if (record.hash !== key.hash) throw errors.requestIdReused();
  const response = fromBinary(output, record.response);
  if (hasSecretField(output)) throw errors.requestAlreadyDone(createdId(response));
  return response;
}

const replay = (
  { method, service }: UnaryRequest,
  message: Message,
  { responseHeader, responseTrailer }: NonNullable<PendingWrite['response']>,
): UnaryResponse => ({
  stream: false,
  service,
  method,
  message: message as UnaryResponse['message'],
  header: responseHeader,
  trailer: responseTrailer,
});

/** The scope is the user, else the calling address, so it is known before anything is read. */
function idempotencyKeyOf(request: UnaryRequest, key: Uint8Array): IdempotencyKey {
  const { method, message, header, contextValues } = request;
  const { input, output } = method;
  const hash = createHmac('sha256', key)
    .update(`${method.parent.typeName}/${method.name}\0`)
    .update(toBinary(input, clearSecretFields(input, message)));
  const address = header.get('x-envoy-external-address') ?? 'unknown';
  return {
    scope: callerOf({ values: contextValues }).userId || `address:${address}`,
    requestId: (message as Message & { requestId?: string }).requestId ?? '',
    hash: HASH_PREFIX + hash.digest('base64url'),
    encode: (response) => toBinary(output, clearSecretFields(output, create(output, response as never))),
  };
}

/** The ID that a stored response names: its own, or that of the resource in it. Empty when it names none. */
function createdId(response: Message): string {
  const idOf = (value: object): string => {
    const [, id] =
      Object.entries(value).find(([name, text]) => /^(id|\w+Id)$/.test(name) && typeof text === 'string') ?? [];
    return String(id ?? '');
  };
  const resource = Object.values(response).find(
    (value) => typeof value === 'object' && value !== null && '$typeName' in value,
  );
  return idOf(response) || (resource ? idOf(resource as object) : '');
}
