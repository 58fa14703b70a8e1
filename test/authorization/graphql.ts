/** Calls a method through the gateway: the operation and its variables follow from the method's request and the graph. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DescMessage, type DescMethod, type JsonValue, type Message, toJson } from '@bufbuild/protobuf';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { type Addresses, checkout } from '#infra/local/addresses.ts';
import { isMask, isRequestId } from '../../mesh/schema/contracts.ts';
import type { Outcome } from './ask.ts';

/** Levels of an answer that are asked for: response, resources, their parts. */
const DEPTH = 3;

const graph = buildSchema(readFileSync(join(checkout, 'mesh/schema.graphql'), 'utf8'), { assumeValidSDL: true });

type Operation = { readonly kind: 'query' | 'mutation'; readonly field: GraphQLField<unknown, unknown> };

/** The field that stands for a method in the graph, if there is one. */
export function operationOf({ localName }: DescMethod): Operation | undefined {
  const query = graph.getQueryType()?.getFields()[localName];
  if (query) return { kind: 'query', field: query };
  const mutation = graph.getMutationType()?.getFields()[localName];
  return mutation && { kind: 'mutation', field: mutation };
}

export const askGraph = (
  at: Addresses,
  method: DescMethod,
  request: Message,
  headers: Record<string, string>,
): Promise<Outcome> =>
  askGraphWith(at, method, { input: inputOf(method.input, toJson(method.input, request)), headers: headers });

type GraphRequest = {
  /** Values by the names of the graph. */
  readonly input: JsonValue;
  readonly headers: Record<string, string>;
  /** Changes the text of the body. */
  raw?(body: string): string;
};

/** Calls a method through the gateway with any values, valid or not. */
export async function askGraphWith(
  at: Addresses,
  method: DescMethod,
  { input, headers, raw = (body) => body }: GraphRequest,
): Promise<Outcome> {
  const { kind, field } = operationOf(method)!;
  const fields = input as Record<string, JsonValue>;
  const variables = kind === 'query' ? fields : { input: fields };
  const given = field.args.filter(({ name }) => name in variables);
  const declared = given.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const query = `${kind} Asked${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${selected(field.type, DEPTH)} }`;
  const response = await fetch(at.urls.graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: raw(JSON.stringify({ query, variables })),
  });
  return outcomeOf((await response.json()) as Answer);
}

type Answer = {
  readonly data?: unknown;
  readonly errors?: readonly { message: string; extensions?: { code?: string; reason?: string } }[];
  /** Of the edge, which refuses before the gateway. */
  readonly code?: string;
  readonly message?: string;
};

function outcomeOf({ data, errors, code, message }: Answer): Outcome {
  if (code) return { code: pascal(code), reason: '', text: message ?? '', answer: '' };
  const [error] = errors ?? [];
  const answer = JSON.stringify(data ?? null);
  if (!error) return { code: 'OK', reason: '', text: '', answer };
  const { code: given = 'none', reason = '' } = error.extensions ?? {};
  return { code: pascal(given), reason, text: error.message, answer };
}

/** NOT_FOUND is NotFound, as Connect's codes are called here. */
const pascal = (code: string): string =>
  code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** As the graph wants it: values of enums without their prefix; masks and ids of requests are the gateway's. */
export function inputOf(message: DescMessage, json: JsonValue): JsonValue {
  const entries = Object.entries(json as Record<string, JsonValue>).flatMap(([name, value]) => {
    const field = message.fields.find(({ jsonName }) => jsonName === name)!;
    if (isMask(field) || isRequestId(field)) return [];
    const shown = (item: JsonValue): JsonValue => {
      if (field.enum) return field.enum.values.find((one) => one.name === item)!.localName;
      return field.message && !field.message.typeName.startsWith('google.') ? inputOf(field.message, item) : item;
    };
    return [[name, Array.isArray(value) ? value.map(shown) : shown(value)] as const];
  });
  return Object.fromEntries(entries);
}

function selected(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).flatMap(({ name, type: inner }) => {
    if (isLeafType(getNamedType(inner))) return name;
    return depth > 1 ? `${name} ${selected(inner, depth - 1)}` : [];
  });
  return `{ __typename ${fields.join(' ')} }`;
}
