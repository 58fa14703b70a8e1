/** One unary call of the fast path: what interceptors see as the request and handlers as their context. */
import type { DescMethodUnary, DescService, Message } from '@bufbuild/protobuf';
import {
  type ContextValues,
  createContextKey,
  createContextValues,
  type HandlerContext,
  type UnaryRequest,
  type UnaryResponse,
} from '@connectrpc/connect';
import { type CallEnd, earlyEndKey } from './call-end.ts';
import { pathOf } from './chain.ts';
import { NodeHeaders } from './node-headers.ts';

export const PROTO_TYPE = 'application/proto';

const callKey = createContextKey<UnaryCall | undefined>(undefined, { description: 'unary call' });

/** The request of a call. Signal and URL are made when they are first asked for. */
export class UnaryCall implements UnaryRequest {
  readonly stream = false as const;
  readonly requestMethod = 'POST';
  readonly method: DescMethodUnary;
  readonly service: DescService;
  readonly header: NodeHeaders;
  readonly contextValues: ContextValues = createContextValues();
  readonly responseHeader = new NodeHeaders({ 'content-type': PROTO_TYPE });
  readonly responseTrailer = new NodeHeaders();
  /** Set when the body was read and decoded. */
  message!: Message;
  private readonly end: CallEnd;
  private readonly authority: string;

  constructor(method: DescMethodUnary, header: NodeHeaders, end: CallEnd) {
    this.method = method;
    this.service = method.parent;
    this.header = header;
    this.end = end;
    this.authority = header.get(':authority') ?? header.get('host') ?? '';
    this.contextValues.set(callKey, this).set(earlyEndKey, end);
  }

  get url(): string {
    return `http://${this.authority}${pathOf(this.method)}`;
  }

  get signal(): AbortSignal {
    return this.end.signal;
  }

  timeoutMs(): number | undefined {
    return this.end.timeoutMs();
  }

  /** Takes over the metadata of a response that an interceptor replaced. */
  takeMetadata({ header, trailer }: UnaryResponse): void {
    replaceAll(this.responseHeader, header);
    replaceAll(this.responseTrailer, trailer);
  }
}

function replaceAll(target: NodeHeaders, source: Headers): void {
  if (target === source) return;
  for (const key of [...target.keys()]) target.delete(key);
  source.forEach((value, key) => {
    target.append(key, value);
  });
}

/** The context of a handler. It reads from the request as the innermost interceptor passed it. */
class CallContext implements HandlerContext {
  readonly protocolName = 'connect';
  readonly requestMethod = 'POST';
  readonly method: DescMethodUnary;
  readonly service: DescService;
  readonly requestHeader: Headers;
  readonly responseHeader: Headers;
  readonly responseTrailer: Headers;
  readonly values: ContextValues;
  private readonly request: UnaryRequest;
  private readonly call: UnaryCall;

  constructor(request: UnaryRequest, call: UnaryCall) {
    this.request = request;
    this.call = call;
    this.method = call.method;
    this.service = request.service;
    this.requestHeader = request.header;
    this.values = request.contextValues;
    this.responseHeader = call.responseHeader;
    this.responseTrailer = call.responseTrailer;
  }

  get url(): string {
    return this.call.url;
  }

  get signal(): AbortSignal {
    return this.request.signal;
  }

  timeoutMs(): number | undefined {
    return this.call.timeoutMs();
  }
}

/** The handler's context of a request of the fast path. */
export function contextOf(request: UnaryRequest): HandlerContext {
  const call = request.contextValues.get(callKey);
  if (!call) throw new Error('The request is not one of the fast path.');
  return new CallContext(request, call);
}
