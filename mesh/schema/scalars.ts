/** Scalars that GraphQL lacks: exact 64-bit integers, instants, bytes. */
import { create, fromJson, toJson } from '@bufbuild/protobuf';
import { type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const reject = (text: string) => new GraphQLError(text, { extensions: { code: 'INVALID_ARGUMENT' } });

function exactInteger(value: unknown): bigint {
  if (typeof value === 'bigint' || (typeof value === 'string' && /^-?\d{1,20}$/.test(value))) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw reject('A BigInt is a whole number as a string, such as "9007199254740993".');
}

export const BigIntScalar = new GraphQLScalarType<bigint, string>({
  name: 'BigInt',
  description:
    'Exact whole number of 64 bits. Always a string in responses, such as "9007199254740993"; numbers below 2^53 are accepted too.',
  serialize: (value) => String(value),
  parseValue: exactInteger,
  parseLiteral(node) {
    if (node.kind === Kind.INT || node.kind === Kind.STRING) return exactInteger(node.value);
    throw reject('A BigInt is a whole number.');
  },
});

function instant(value: unknown): Timestamp {
  try {
    return fromJson(TimestampSchema, String(value));
  } catch {
    throw reject('A DateTime is an instant such as "2026-03-01T09:30:00Z".');
  }
}

export const DateTimeScalar = new GraphQLScalarType<Timestamp, string>({
  name: 'DateTime',
  description: 'Instant as RFC 3339 in UTC, such as "2026-03-01T09:30:00Z".',
  serialize: (value) => toJson(TimestampSchema, create(TimestampSchema, value as Timestamp)),
  parseValue: instant,
  parseLiteral(node) {
    if (node.kind === Kind.STRING) return instant(node.value);
    throw reject('A DateTime is a string.');
  },
});

function bytes(value: unknown): Uint8Array {
  if (typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value)) return Buffer.from(value, 'base64');
  throw reject('Bytes are a base64 string.');
}

export const BytesScalar = new GraphQLScalarType<Uint8Array, string>({
  name: 'Bytes',
  description: 'Bytes as a base64 string.',
  serialize: (value) => Buffer.from(value as Uint8Array).toString('base64'),
  parseValue: bytes,
  parseLiteral(node) {
    if (node.kind === Kind.STRING) return bytes(node.value);
    throw reject('Bytes are a base64 string.');
  },
});
