/** Values to try on a field: its limits by the rules of its contract, just beyond, and what hostile callers send. */
import { randomUUID } from 'node:crypto';
import { create, type DescField, getOption, ScalarType } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { FieldMaskSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { type FieldRules, field as fieldRules } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';

/** Fits into the largest message that services read. */
const HUGE = 900 * 1024;
/** Does not. */
const TOO_HUGE = 1024 * 1024 + 1;
const MANY = 10_000;

/** `hostile` is what callers send who wish ill; all else are the limits of the contract. */
type Named = { readonly what: string; readonly hostile?: boolean };
export type Value = Named & { readonly value: unknown };
/** Puts a value into a field of a message. */
export type Change = Named & { put(parent: ReflectMessage, field: DescField): void };

export function changesOf(field: DescField): Change[] {
  const rules = getOption(field, fieldRules);
  const unset: Change = { what: 'nothing', put: (parent) => parent.clear(field) };
  if (field.fieldKind === 'list') return [unset, ...listChanges(field, rules)];
  if (field.fieldKind === 'map') throw new Error(`${field}: maps in requests have no values here yet`);
  const values = field.fieldKind === 'message' ? messages(field) : valuesOf(field, rules);
  return [
    unset,
    ...values.map(({ value, ...named }): Change => ({ ...named, put: (parent) => parent.set(field, value as never) })),
  ];
}

function listChanges(field: DescField & { fieldKind: 'list' }, rules: FieldRules): Change[] {
  const of = rules.type.case === 'repeated' ? rules.type.value : undefined;
  const items = of?.items;
  const single =
    field.listKind === 'message'
      ? [{ what: 'an empty message', value: reflect(field.message, undefined, false) }]
      : valuesOf(field, items);
  const sizes = [of?.minItems, of?.maxItems].flatMap((limit) =>
    limit === undefined ? [] : [Number(limit) - 1, Number(limit), Number(limit) + 1],
  );
  const repeat = (count: number): Change => ({
    what: `${count} items`,
    put(parent) {
      const list = parent.get(field);
      const given = [...list];
      list.clear();
      for (let i = 0; i < count; i++) list.add((given[i] ?? another(field, items, given[0], i)) as never);
    },
  });
  return [
    ...single.map(
      ({ what, hostile, value }): Change => ({
        what: `of ${what}`,
        hostile: hostile === true,
        put(parent) {
          const list = parent.get(field);
          list.clear();
          list.add(value as never);
        },
      }),
    ),
    ...[...new Set([2, ...sizes, MANY])].filter((count) => count >= 0).map(repeat),
    {
      what: 'the same twice',
      put(parent) {
        const list = parent.get(field);
        const first = list.size > 0 ? list.get(0) : another(field, items, undefined, 0);
        list.clear();
        for (let i = 0; i < 2; i++) list.add(first as never);
      },
    },
  ];
}

/** One more item like `first`, different where that is easy. */
function another(
  field: DescField & { fieldKind: 'list' },
  items: FieldRules | undefined,
  first: unknown,
  i: number,
): unknown {
  if (field.listKind === 'message') return first ?? reflect(field.message, undefined, false);
  if (field.listKind === 'enum') return field.enum.values[i % field.enum.values.length]!.number;
  if (field.scalar === ScalarType.STRING) return isUuid(items) ? randomUUID() : `item ${i}`;
  return typeof first === 'bigint' ? BigInt(i) : i;
}

function messages(field: DescField & { fieldKind: 'message' }): Value[] {
  const { typeName } = field.message;
  if (typeName === FieldMaskSchema.typeName)
    return masks.map(({ what, value }) => ({
      what,
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

const paths: readonly string[][] = [
  [''],
  ['*'],
  ['id'],
  ['nope'],
  ['etag'],
  ['name.first'],
  ['amount.minor_units'],
  ['lines.0.amount'],
  ['household_id'],
  ['create_time'],
  ['Name'],
  ['name,note'],
  [' name'],
  ['name\0'],
  ['__proto__'],
  ['constructor'],
  ['$typeName'],
  ['$unknown'],
  ['toString'],
  ['name', 'name'],
];
const masks: readonly Value[] = [
  ...paths.map((value) => ({ what: `the paths ${JSON.stringify(value)}`, value })),
  { what: 'no paths', value: [] },
  { what: `${MANY} paths`, value: Array.from({ length: MANY }, () => 'name') },
  { what: 'a huge path', value: ['x'.repeat(HUGE)] },
];

const MIN_64 = -(2n ** 63n);
const MAX_64 = 2n ** 63n - 1n;
const instants: readonly [bigint, number][] = [
  [0n, 0],
  [MAX_64, 0],
  [MIN_64, 0],
  [253_402_300_800n, 0],
  [0n, -1],
  [0n, 2_147_483_647],
];

function valuesOf(field: DescField, rules: FieldRules | undefined): Value[] {
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

/** The limits of a number, just within and just beyond. */
function bounds(rules: FieldRules | undefined): bigint[] {
  const own = rules?.type.value as
    | { greaterThan?: { value?: number | bigint }; lessThan?: { value?: number | bigint } }
    | undefined;
  return [own?.greaterThan?.value, own?.lessThan?.value].flatMap((limit) =>
    limit === undefined ? [] : [BigInt(limit) - 1n, BigInt(limit), BigInt(limit) + 1n],
  );
}

function bytes(rules: FieldRules | undefined): Value[] {
  const of = rules?.type.case === 'bytes' ? rules.type.value : undefined;
  const sizes = [0, 1, HUGE, TOO_HUGE, ...(of?.maxLen ? [Number(of.maxLen) + 1] : [])];
  return [
    ...sizes.map((size) => ({ what: `${size} bytes`, value: new Uint8Array(size).fill(0x41) })),
    { what: 'zeros', value: new Uint8Array(4096) },
    { what: 'every byte', value: Uint8Array.from({ length: 256 }, (_, i) => i) },
    { what: 'a zip', value: Uint8Array.from([0x50, 0x4b, 3, 4, 0x14, 0, 0, 0]) },
    { what: 'half of UTF-16', value: Uint8Array.from([0xff, 0xfe, 0x41]) },
    { what: 'only separators', value: new TextEncoder().encode(';'.repeat(5000)) },
    { what: 'an open quote', value: new TextEncoder().encode(`"${'a\n'.repeat(5000)}`) },
    { what: 'formulas', value: new TextEncoder().encode('=1+1;@SUM(A1);-2+3\n2026-02-30;x;1e999\n') },
  ];
}

function strings(rules: FieldRules | undefined): Value[] {
  const of = rules?.type.case === 'string' ? rules.type.value : undefined;
  const lengths = [of?.minLen, of?.maxLen].flatMap((limit) =>
    limit === undefined ? [] : [Number(limit) - 1, Number(limit), Number(limit) + 1],
  );
  const sized = [...new Set(lengths)]
    .filter((length) => length >= 0)
    .flatMap((length) => [
      { what: `${length} letters`, value: 'a'.repeat(length) },
      { what: `${length} faces`, value: '😀'.repeat(length) },
    ]);
  const special = isUuid(rules) ? uuids() : of?.pattern.includes('[0-9]{4}') ? days : [];
  const coded = of?.pattern.includes('[A-Z]{3}') ? currencies : [];
  const others = isUuid(rules) ? [] : tokens;
  return [
    ...sized,
    ...[...hostile, ...[...special, ...coded, ...others].map((value) => ({ what: JSON.stringify(value), value }))].map(
      (one) => ({ ...one, hostile: true }),
    ),
  ];
}

const hostile: readonly Value[] = [
  { what: 'a space', value: ' ' },
  { what: 'a NUL', value: 'a\0b' },
  { what: 'control characters', value: 'a\u0001\u0008\u001b[31m\u007f\u0085' },
  { what: 'new lines', value: 'a\r\nBcc: mallory@example.com\r\n\r\nb' },
  { what: 'right to left', value: 'a\u202e\u2066gnp.exe\u200f' },
  { what: 'nothing to be seen', value: '\u200b\u2060\ufeff' },
  { what: 'homoglyphs', value: 'Grосеriеs' },
  { what: 'many accents', value: `e${'\u0301'.repeat(40)}` },
  { what: 'a text in another form', value: 'Cafe\u0301 ﬁ ㎏' },
  { what: 'noncharacters', value: '\uffff\ufffe\ufdd0' },
  { what: 'SQL', value: "'; drop table account_user; -- \\" },
  { what: 'operators of a store', value: '{"$gt":""}' },
  { what: 'wildcards', value: '%_\\%*?[a-z](' },
  { what: 'a script', value: '<img src=x onerror=alert(1)>{{7*7}}#{7*7}' },
  { what: 'a path', value: '../../../etc/passwd' },
  { what: 'a name of JavaScript', value: '__proto__' },
  { what: 'a huge text', value: 'x'.repeat(HUGE) },
  { what: 'a huge text of faces', value: '😀'.repeat(HUGE / 4) },
  { what: 'a text too huge', value: 'x'.repeat(TOO_HUGE) },
];

const uuids = (): string[] => [
  randomUUID(),
  randomUUID().toUpperCase(),
  randomUUID().replaceAll('-', ''),
  `{${randomUUID()}}`,
  `urn:uuid:${randomUUID()}`,
  `${randomUUID()}\n`,
  ` ${randomUUID()}`,
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '00000000-0000-0000-0000-00000000000g',
  '١٢٣٤٥٦٧٨-1234-1234-1234-123456789012',
];

const days: readonly string[] = [
  '2026-02-30',
  '2026-02-29',
  '2024-02-29',
  '0000-00-00',
  '0000-01-01',
  '0001-01-01',
  '1582-10-10',
  '1899-12-31',
  '9999-12-31',
  '2026-13-01',
  '2026-00-10',
  '2026-1-1',
  '2026-01-01\n',
  '2026-01-01T00:00:00Z',
  '+002026-01-01',
  '-2026-01-01',
  '２０２６-０１-０１',
  '٢٠٢٦-٠١-٠١',
  '20260101',
  '2026-W01-1',
  'today',
];

const currencies: readonly string[] = [
  'XXX',
  'ZZZ',
  'XAU',
  'BTC',
  'KWD',
  'JPY',
  'CLF',
  'eur',
  'EU',
  'EURO',
  'ЕUR',
  'EUR\n',
];

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens of pages, addresses, names of zones and languages that are none. */
const tokens: readonly string[] = [
  encoded([]),
  encoded([randomUUID()]),
  encoded([1]),
  encoded(['x', 'y']),
  encoded(['2026-02-30', randomUUID()]),
  encoded(['9999-99-99', randomUUID()]),
  encoded([['2026-01-01'], [randomUUID()]]),
  encoded({ length: 2, 0: '2026-01-01' }),
  encoded(null),
  '!!!!',
  'a@b',
  'a@b.example',
  '"a b"@example.com',
  'a@xn--80ak6aa92e.com',
  'Europe/Nowhere',
  'GMT+25',
  'en-US-u-ca-buddhist',
  'xx-YY',
];

const isUuid = (rules: FieldRules | undefined): boolean =>
  rules?.type.case === 'string' && rules.type.value.wellKnown.case === 'uuid';
