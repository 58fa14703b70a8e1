/** Values to try on a field: its limits by the rules of its contract, just beyond, and hostile values. */
import { create, type DescField, ScalarType } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { FieldMaskSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { FieldRules } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { files, hostileTexts, instants, MAX_64, MIN_64, masks, type Value } from './hostile-values.ts';
import { currencies, days, tokens, uuids } from './malformed-strings.ts';

/** Values of a field that holds a message, as reflection takes them. */
export function messagesOf(field: DescField & { fieldKind: 'message' }): Value[] {
  const { typeName } = field.message;
  if (typeName === FieldMaskSchema.typeName)
    return masks.map(({ value, ...named }) => ({
      ...named,
      hostile: true,
      value: reflect(FieldMaskSchema, create(FieldMaskSchema, { paths: value as string[] }), false),
    }));
  if (typeName === TimestampSchema.typeName)
    return instants.map(([seconds, nanos]) => ({
      what: `${seconds} s ${nanos} ns`,
      value: reflect(TimestampSchema, create(TimestampSchema, { seconds, nanos }), false),
    }));
  return [{ what: 'an empty message', value: reflect(field.message, undefined, false) }];
}

/** Values of a field that holds a text, a number, bytes, a choice. */
export function valuesOf(field: DescField, rules: FieldRules | undefined): Value[] {
  if (field.enum) {
    const numbers = [...field.enum.values.map(({ number }) => number), -1, 99, 2_147_483_647, -2_147_483_648];
    return numbers.map((value) => ({ what: `the enum ${value}`, value }));
  }
  switch (field.scalar) {
    case ScalarType.STRING:
      return strings(rules);
    case ScalarType.BYTES:
      return bytes(rules);
    case ScalarType.BOOL:
      return [true, false].map((value) => ({ what: `${value}`, value }));
    case ScalarType.INT32:
      return numbers([0, 1, -1, 2_147_483_647, -2_147_483_648, ...bounds(rules).map(Number)]);
    case ScalarType.INT64:
      return numbers([0n, 1n, -1n, MAX_64, MIN_64, 2n ** 53n + 1n, ...bounds(rules).map(BigInt)]);
    default:
      throw new Error(`${field}: there are no values for its type yet`);
  }
}

const numbers = (values: readonly (number | bigint)[]): Value[] =>
  [...new Set(values)].map((value) => ({ what: `${value}`, value }));

/** Sizes at the limits, just within and just beyond. */
export function limitsOf(...limits: (bigint | undefined)[]): number[] {
  const around = limits.flatMap((limit) => (limit === undefined ? [] : [limit - 1n, limit, limit + 1n]));
  return [...new Set(around)].filter((size) => size >= 0n).map(Number);
}

/** The limits of a number, just within and just beyond. */
function bounds(rules: FieldRules | undefined): bigint[] {
  const own = rules?.type.value as
    | { greaterThan?: { value?: number | bigint }; lessThan?: { value?: number | bigint } }
    | undefined;
  return [own?.greaterThan?.value, own?.lessThan?.value].flatMap((limit) =>
    limit === undefined ? [] : [BigInt(limit) - 1n, BigInt(limit), BigInt(limit) + 1n],
  );
}

/** Limits of a file and what files hostile callers send. */
function bytes(rules: FieldRules | undefined): Value[] {
  const of = rules?.type.case === 'bytes' ? rules.type.value : undefined;
  return [
    ...limitsOf(of?.minLen, of?.maxLen).map((size) => ({
      what: `${size} bytes`,
      value: new Uint8Array(size).fill(0x41),
    })),
    ...files.map((one) => ({ ...one, hostile: true })),
  ];
}

function strings(rules: FieldRules | undefined): Value[] {
  const of = rules?.type.case === 'string' ? rules.type.value : undefined;
  const sized = limitsOf(of?.minLen, of?.maxLen).flatMap((length) => [
    { what: `${length} letters`, value: 'a'.repeat(length) },
    { what: `${length} faces`, value: '😀'.repeat(length) },
  ]);
  const special = isUuid(rules) ? uuids() : of?.pattern.includes('[0-9]{4}') ? days : [];
  const coded = of?.pattern.includes('[A-Z]{3}') ? currencies : [];
  const others = isUuid(rules) ? [] : tokens;
  return [
    ...sized,
    ...[
      ...hostileTexts,
      ...[...special, ...coded, ...others].map((value) => ({ what: JSON.stringify(value), value })),
    ].map((one) => ({ ...one, hostile: true })),
  ];
}

export const isUuid = (rules: FieldRules | undefined): boolean =>
  rules?.type.case === 'string' && rules.type.value.wellKnown.case === 'uuid';
