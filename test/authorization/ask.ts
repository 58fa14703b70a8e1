/** Calls any method by its descriptor, through edge, sidecar or socket, and returns the outcome. */

import { connect as connectSocket } from 'node:net';
import {
  type DescMethod,
  type DescMethodStreaming,
  type DescMethodUnary,
  type Message,
  toJson,
} from '@bufbuild/protobuf';
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { pointedTo } from '../../envoy/config/endpoints.ts';
import { identityOf } from '../../envoy/testing/test-envoy.ts';

const DEADLINE_MS = 30_000;
const AT_ONCE = 16;
/** Of a stream: its opening and the first thing it has to say. */
const HEARD = 2;

/** `code` is OK or a Connect code; `answer` is JSON of what was answered. */
export type Outcome = {
  readonly code: string;
  readonly reason: string;
  readonly text: string;
  readonly answer: string;
};

export type Ways = {
  readonly edge: Transport;
  /** A process's mTLS port, with the certificate of another. */
  sidecar(target: string, caller: string): Promise<Transport>;
  /** A process's own socket, where no sidecar stands between. */
  socket(target: string): Transport;
};

export function waysIn(at: Addresses): Ways {
  const idleConnectionTimeoutMs = 1000;
  return {
    edge: createConnectTransport({ httpVersion: '2', baseUrl: at.urls.web }),
    async sidecar(target, caller) {
      const nodeOptions = { ...(await identityOf(at, caller)), checkServerIdentity: () => undefined };
      const baseUrl = `https://127.0.0.1:${at.ports.sidecar[target]}`;
      return createConnectTransport({ httpVersion: '2', baseUrl, nodeOptions, idleConnectionTimeoutMs });
    },
    socket(target) {
      const nodeOptions = { createConnection: () => connectSocket(pointedTo(target, at)) };
      return createConnectTransport({
        httpVersion: '2',
        baseUrl: `http://${target}`,
        nodeOptions,
        idleConnectionTimeoutMs,
      });
    },
  };
}

export const bearing = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

export async function ask(
  way: Transport,
  method: DescMethod,
  request: Message,
  headers: Record<string, string>,
): Promise<Outcome> {
  try {
    const answers =
      method.methodKind === 'unary'
        ? [await one(way, method, request, headers)]
        : await some(way, method, request, headers);
    const answer = JSON.stringify(answers.map((message) => toJson(method.output, message)));
    return { code: 'OK', reason: '', text: '', answer };
  } catch (error) {
    const failure = ConnectError.from(error);
    const reason = failure.findDetails(ErrorInfoSchema)[0]?.reason ?? '';
    return { code: Code[failure.code]!, reason, text: failure.rawMessage, answer: '' };
  }
}

const one = async (way: Transport, method: DescMethod, request: Message, headers: Record<string, string>) =>
  (await way.unary(method as DescMethodUnary, undefined, DEADLINE_MS, headers, request)).message as Message;

async function some(way: Transport, method: DescMethod, request: Message, headers: Record<string, string>) {
  const enough = new AbortController();
  const sent = (async function* () {
    yield request;
  })();
  const stream = method as DescMethodStreaming;
  // A deadline of Connect's would keep its timer after the stream has ended, and the test waiting.
  const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(DEADLINE_MS)]);
  const { message } = await way.stream(stream, signal, undefined, headers, sent as AsyncIterable<never>);
  const heard: Message[] = [];
  for await (const each of message) {
    heard.push(each as Message);
    if (heard.length === HEARD) break;
  }
  enough.abort();
  return heard;
}

/** Works on many things, some at once; answers what the work complained of. */
export async function complaints<Thing>(
  things: Iterable<Thing>,
  work: (thing: Thing) => Promise<string | undefined>,
): Promise<string[]> {
  const all: string[] = [];
  const queue = things[Symbol.iterator]();
  const worker = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const complaint = await work(next.value);
      if (complaint) all.push(complaint);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return all.sort();
}
