/** Conversions between Connect's values and those of the conformance contract. */
import { create } from '@bufbuild/protobuf';
import { type Any, AnySchema, anyPack } from '@bufbuild/protobuf/wkt';
import { type Code as ConnectCode, ConnectError, type HandlerContext } from '@connectrpc/connect';
import type { Code } from './generated/connectrpc/conformance/v1/config_pb.ts';
import {
  type Error as ConformanceError,
  type ConformancePayload_RequestInfo,
  ConformancePayload_RequestInfoSchema,
  ErrorSchema,
  type Header,
  HeaderSchema,
} from './generated/connectrpc/conformance/v1/service_pb.ts';

const TYPE_PREFIX = 'type.googleapis.com/';

export function appendTo(target: Headers, headers: readonly Header[]): void {
  for (const { name, value } of headers) for (const one of value) target.append(name, one);
}

export const toHeaders = (entries: Iterable<[string, string]>): Header[] =>
  [...entries].map(([name, value]) => create(HeaderSchema, { name, value: [value] }));

/** What a server says of the call it received. */
export function requestInfoOf(context: HandlerContext, requests: readonly Any[]): ConformancePayload_RequestInfo {
  const timeoutMs = context.timeoutMs();
  const isGet = context.requestMethod === 'GET';
  return create(ConformancePayload_RequestInfoSchema, {
    requestHeaders: toHeaders(context.requestHeader),
    requests: [...requests],
    ...(timeoutMs !== undefined && { timeoutMs: BigInt(Math.round(timeoutMs)) }),
    ...(isGet && { connectGetInfo: { queryParams: toHeaders(new URL(context.url).searchParams) } }),
  });
}

/** The error that a server is told to answer; `info` becomes one of its details. */
export function toConnectError(error: ConformanceError, info?: ConformancePayload_RequestInfo): ConnectError {
  const failure = new ConnectError(error.message ?? '', error.code as number as ConnectCode);
  const details = info ? [...error.details, anyPack(ConformancePayload_RequestInfoSchema, info)] : error.details;
  failure.details = details.map(({ typeUrl, value }) => ({ type: typeUrl.slice(typeUrl.lastIndexOf('/') + 1), value }));
  return failure;
}

/** The error that a client has received. */
export const fromConnectError = ({ code, rawMessage, details }: ConnectError): ConformanceError =>
  create(ErrorSchema, {
    code: code as number as Code,
    message: rawMessage,
    details: details.map((detail) =>
      'desc' in detail
        ? anyPack(detail.desc, create(detail.desc, detail.value))
        : create(AnySchema, { typeUrl: `${TYPE_PREFIX}${detail.type}`, value: detail.value }),
    ),
  });
