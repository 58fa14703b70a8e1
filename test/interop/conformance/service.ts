/** The service of the public conformance suite: it answers what each request tells it to answer. */
import { setTimeout as delay } from 'node:timers/promises';
import { create, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import { appendTo, requestInfoOf, toConnectError } from './convert.ts';
import {
  type BidiStreamRequest,
  BidiStreamRequestSchema,
  type ClientStreamRequest,
  ClientStreamRequestSchema,
  type ConformancePayload,
  ConformancePayloadSchema,
  type ConformanceService,
  IdempotentUnaryRequestSchema,
  ServerStreamRequestSchema,
  type StreamResponseDefinition,
  UnaryRequestSchema,
  type UnaryResponseDefinition,
} from './generated/connectrpc/conformance/v1/service_pb.ts';

type Definition = UnaryResponseDefinition | StreamResponseDefinition;

export const conformanceService: Partial<ServiceImpl<typeof ConformanceService>> = {
  unary: (request, context) => unaryAnswer(UnaryRequestSchema, request, context),
  idempotentUnary: (request, context) => unaryAnswer(IdempotentUnaryRequestSchema, request, context),

  async clientStream(requests, context) {
    const received: ClientStreamRequest[] = [];
    for await (const request of requests) received.push(request);
    const all = received.map((request) => anyPack(ClientStreamRequestSchema, request));
    return { payload: await payloadOf(received[0]?.responseDefinition, all, context) };
  },

  async *serverStream(request, context) {
    const definition = request.responseDefinition;
    announce(definition, context);
    yield* answers(definition, [anyPack(ServerStreamRequestSchema, request)], context);
  },

  async *bidiStream(requests, context) {
    const iterator = requests[Symbol.asyncIterator]();
    const first = await iterator.next();
    if (first.done) return;
    const definition = first.value.responseDefinition;
    announce(definition, context);
    if (first.value.fullDuplex) {
      yield* alternate(first.value, iterator, context);
      return;
    }
    const all = [anyPack(BidiStreamRequestSchema, first.value)];
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      all.push(anyPack(BidiStreamRequestSchema, next.value));
    yield* answers(definition, all, context);
  },
};

async function unaryAnswer<Schema extends DescMessage>(
  schema: Schema,
  request: MessageShape<Schema> & { responseDefinition?: UnaryResponseDefinition | undefined },
  context: HandlerContext,
): Promise<{ payload: ConformancePayload }> {
  return { payload: await payloadOf(request.responseDefinition, [anyPack(schema, request)], context) };
}

async function payloadOf(
  definition: UnaryResponseDefinition | undefined,
  requests: readonly Any[],
  context: HandlerContext,
): Promise<ConformancePayload> {
  announce(definition, context);
  await delay(definition?.responseDelayMs ?? 0);
  const requestInfo = requestInfoOf(context, requests);
  const response = definition?.response;
  if (response?.case === 'error') throw toConnectError(response.value, requestInfo);
  return create(ConformancePayloadSchema, { requestInfo, data: response?.value ?? new Uint8Array() });
}

/** One answer for each request, until either side has no more. */
async function* alternate(
  first: BidiStreamRequest,
  rest: AsyncIterator<BidiStreamRequest>,
  context: HandlerContext,
): AsyncIterable<{ payload: ConformancePayload }> {
  const definition = first.responseDefinition;
  const { responseData = [], responseDelayMs = 0, error } = definition ?? {};
  let request: BidiStreamRequest | undefined = first;
  let sent = 0;
  while (request && sent < responseData.length) {
    await delay(responseDelayMs);
    const packed = [anyPack(BidiStreamRequestSchema, request)];
    const requestInfo = sent === 0 ? requestInfoOf(context, packed) : { requests: packed };
    yield { payload: create(ConformancePayloadSchema, { data: responseData[sent++]!, requestInfo }) };
    const next = await rest.next();
    request = next.done ? undefined : next.value;
  }
  if (!error) {
    yield* answersFrom(sent, definition);
    return;
  }
  throw toConnectError(error, sent > 0 ? undefined : requestInfoOf(context, [anyPack(BidiStreamRequestSchema, first)]));
}

async function* answers(
  definition: StreamResponseDefinition | undefined,
  requests: readonly Any[],
  context: HandlerContext,
): AsyncIterable<{ payload: ConformancePayload }> {
  const { responseData = [], responseDelayMs = 0, error } = definition ?? {};
  const requestInfo = requestInfoOf(context, requests);
  for (const [i, data] of responseData.entries()) {
    await delay(responseDelayMs);
    yield { payload: create(ConformancePayloadSchema, { data, ...(i === 0 && { requestInfo }) }) };
  }
  if (error) throw toConnectError(error, responseData.length > 0 ? undefined : requestInfo);
}

/** Answers that no request waited for. */
async function* answersFrom(
  index: number,
  definition: StreamResponseDefinition | undefined,
): AsyncIterable<{ payload: ConformancePayload }> {
  for (const data of definition?.responseData.slice(index) ?? []) {
    await delay(definition?.responseDelayMs ?? 0);
    yield { payload: create(ConformancePayloadSchema, { data }) };
  }
}

function announce(definition: Definition | undefined, { responseHeader, responseTrailer }: HandlerContext): void {
  appendTo(responseHeader, definition?.responseHeaders ?? []);
  appendTo(responseTrailer, definition?.responseTrailers ?? []);
}
