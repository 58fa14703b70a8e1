/** The request of one unary call of a client, as its interceptors see it. */
import { create, type DescMethodUnary, type Message, type MessageInitShape } from '@bufbuild/protobuf';
import { type ContextValues, createContextValues, type UnaryRequest } from '@connectrpc/connect';
import type { CallEnd } from './call-end.ts';
import { pathOf } from './chain.ts';
import { NodeHeaders } from './node-headers.ts';
import { PROTO_TYPE } from './unary-call.ts';

const USER_AGENT = 'connect-es/2.2.0';

export type ClientRequestParts = {
  readonly header: NodeHeaders;
  readonly input: MessageInitShape<DescMethodUnary['input']>;
  readonly end: CallEnd;
  readonly contextValues: ContextValues | undefined;
};

/** Signal and URL are made when they are first asked for. */
export class ClientRequest implements UnaryRequest {
  readonly stream = false as const;
  readonly requestMethod = 'POST';
  readonly method: DescMethodUnary;
  readonly service: DescMethodUnary['parent'];
  readonly header: NodeHeaders;
  readonly contextValues: ContextValues;
  readonly message: Message;
  readonly end: CallEnd;

  constructor(method: DescMethodUnary, { header, input, end, contextValues }: ClientRequestParts) {
    this.method = method;
    this.service = method.parent;
    this.header = header;
    this.contextValues = contextValues ?? createContextValues();
    this.message = create(method.input, input);
    this.end = end;
  }

  get url(): string {
    return `http://mesh${pathOf(this.method)}`;
  }

  get signal(): AbortSignal {
    return this.end.signal;
  }
}

/** The caller's header with the fields of the protocol. `timeoutMs` is undefined for a call without a deadline. */
export function createRequestHeader(given: HeadersInit | undefined, timeoutMs: number | undefined): NodeHeaders {
  const header = new NodeHeaders();
  for (const [name, value] of entriesOf(given)) header.append(name, value);
  if (timeoutMs !== undefined) header.set('connect-timeout-ms', String(timeoutMs));
  header.set('content-type', PROTO_TYPE);
  header.set('connect-protocol-version', '1');
  if (!header.has('user-agent')) header.set('user-agent', USER_AGENT);
  return header;
}

function entriesOf(given: HeadersInit | undefined): Iterable<[string, string]> {
  if (given === undefined) return [];
  return Symbol.iterator in given ? (given as Iterable<[string, string]>) : Object.entries(given);
}
