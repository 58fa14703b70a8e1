/** A client under test of the public conformance suite: Melo's transport within the mesh. */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { create, type DescMethod, type DescMethodUnary, fromBinary, type Message } from '@bufbuild/protobuf';
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import { createMeshTransport } from '#kit/rpc/unary/mesh-transport.ts';
import { appendTo, fromConnectError, toHeaders } from './convert.ts';
import {
  type ClientCompatRequest,
  ClientCompatRequestSchema,
  type ClientCompatResponse,
  ClientCompatResponseSchema,
  type ClientResponseResult,
  ClientResponseResultSchema,
} from './generated/connectrpc/conformance/v1/client_compat_pb.ts';
import {
  type ConformancePayload,
  ConformancePayloadSchema,
  ConformanceService,
} from './generated/connectrpc/conformance/v1/service_pb.ts';
import { readMessages, writeMessage } from './pipe.ts';

type WithPayload = { payload?: ConformancePayload };

/** One transport, and so one connection, for each server. */
const transports = new Map<string, Transport>();

function transportOf({ host, port, messageReceiveLimit }: ClientCompatRequest): Transport {
  const key = `${host}:${port} ${messageReceiveLimit}`;
  const transport =
    transports.get(key) ??
    createMeshTransport({
      target: `${host}:${port}`,
      connect: () => connect(port, host),
      interceptors: [],
      ...(messageReceiveLimit > 0 && { readMaxBytes: messageReceiveLimit }),
    });
  transports.set(key, transport);
  return transport;
}

async function run(request: ClientCompatRequest): Promise<ClientCompatResponse> {
  const { testName } = request;
  try {
    const value = await call(request);
    return create(ClientCompatResponseSchema, { testName, result: { case: 'response', value } });
  } catch (error) {
    const value = { message: String((error as Error).stack) };
    return create(ClientCompatResponseSchema, { testName, result: { case: 'error', value } });
  }
}

async function call(request: ClientCompatRequest): Promise<ClientResponseResult> {
  const method = ConformanceService.methods.find(({ name }) => name === request.method);
  if (!method) throw new Error(`unknown method ${request.method}`);
  const header = new Headers();
  appendTo(header, request.requestHeaders);
  const cancel = new AbortController();
  const result = create(ClientResponseResultSchema);
  await delay(request.requestDelayMs);
  try {
    const parts = { header, signal: cancel.signal, result };
    if (method.methodKind === 'unary') await callUnary(request, method as DescMethodUnary, { ...parts, cancel });
    else await callStream(request, method, { ...parts, cancel });
  } catch (error) {
    const failure = ConnectError.from(error, Code.Unknown);
    result.error = fromConnectError(failure);
    if (result.responseTrailers.length === 0) result.responseTrailers = toHeaders(failure.metadata);
  }
  return result;
}

type CallParts = {
  readonly header: Headers;
  readonly cancel: AbortController;
  /** Filled with what is received. */
  readonly result: ClientResponseResult;
};

const messageOf = ({ requestMessages }: ClientCompatRequest, method: DescMethod): Message =>
  fromBinary(method.input, requestMessages[0]!.value);

async function callUnary(request: ClientCompatRequest, method: DescMethodUnary, { header, cancel, result }: CallParts) {
  const message = messageOf(request, method);
  const answering = transportOf(request).unary(method, cancel.signal, request.timeoutMs, header, message);
  cancelAfterSend(request, cancel);
  const answer = await answering;
  result.responseHeaders = toHeaders(answer.header);
  result.responseTrailers = toHeaders(answer.trailer);
  result.payloads = [payloadOf(answer.message)];
}

async function callStream(request: ClientCompatRequest, method: DescMethod, { header, cancel, result }: CallParts) {
  const messages = (async function* () {
    yield messageOf(request, method);
  })();
  const { stream } = transportOf(request);
  const answer = await stream(method as never, cancel.signal, request.timeoutMs, header, messages as never);
  result.responseHeaders = toHeaders(answer.header);
  cancelAfterSend(request, cancel);
  const timing = request.cancel?.cancelTiming;
  const last = timing?.case === 'afterNumResponses' ? timing.value : undefined;
  if (last === 0) cancel.abort();
  try {
    for await (const message of answer.message) {
      result.payloads.push(payloadOf(message));
      if (result.payloads.length === last) cancel.abort();
    }
  } finally {
    result.responseTrailers = toHeaders(answer.trailer);
  }
}

const payloadOf = (message: Message): ConformancePayload =>
  (message as WithPayload).payload ?? create(ConformancePayloadSchema);

function cancelAfterSend({ cancel }: ClientCompatRequest, controller: AbortController): void {
  const timing = cancel?.cancelTiming;
  if (timing?.case === 'afterCloseSendMs') setTimeout(() => controller.abort(), timing.value);
}

const running: Promise<void>[] = [];
for await (const request of readMessages(ClientCompatRequestSchema))
  running.push(run(request).then((response) => writeMessage(ClientCompatResponseSchema, response)));
await Promise.all(running);
// Idle connections would keep the process alive.
process.exit(0);
