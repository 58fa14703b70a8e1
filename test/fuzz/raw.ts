/** Values that do not decode: JSON of wrong types and forms, invalid protobuf bytes. */
import { type DescField, ScalarType } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type Bulk, HUGE, TOO_HUGE } from './hostile-values.ts';

const DEEP = 50_000;

export type RawJson = { readonly what: string; readonly bulk?: Bulk; readonly raw: string };
export type RawBytes = { readonly what: string; readonly wireType: WireType; readonly raw: Uint8Array };

const SURROGATE = 'a lone surrogate';

export function rawJsonOf(field: DescField): RawJson[] {
  const twice = `1,${JSON.stringify(field.jsonName)}:"x"`;
  return [
    ...anyJson,
    { what: 'the field twice', raw: twice },
    ...(field.scalar === ScalarType.STRING && field.fieldKind !== 'list'
      ? [
          { what: SURROGATE, raw: '"a\\ud800b"' },
          { what: SURROGATE, raw: '"\\udc00\\ud800"' },
        ]
      : []),
    ...(field.scalar === ScalarType.STRING && field.fieldKind === 'list'
      ? [{ what: SURROGATE, raw: '["\\udfff"]' }]
      : []),
  ];
}

const deepArray = '['.repeat(DEEP) + ']'.repeat(DEEP);
const deepObject = `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`;

const anyJson: readonly RawJson[] = [
  ...[
    'null',
    'true',
    '"true"',
    '0',
    '-1',
    '123',
    '"123"',
    '1.5',
    '1e400',
    '-0',
    '9223372036854775808',
    '"-9223372036854775809"',
    '"0x10"',
    '" 1"',
    '"1e2"',
    '"NaN"',
    '"Infinity"',
    'NaN',
    '"unheard of"',
    '"=_="',
    '{}',
    '{"a":{"b":[1]}}',
    '{"__proto__":{"admin":true},"constructor":null}',
    '[]',
    '[null]',
    '[[]]',
    '[{}]',
    '["x",1]',
    '"0001-01-01T00:00:00Z"',
    '"2026-02-30T25:61:61Z"',
    '"name,,.id"',
  ].map((raw) => ({ what: raw, raw })),
  { what: 'deep arrays', bulk: 'deep array', raw: deepArray },
  { what: 'deep objects', bulk: 'deep object', raw: deepObject },
  { what: 'a number of many digits', raw: '9'.repeat(DEEP) },
];

/** Bytes instead of a field's own: of another wire type, cut off, or no text. */
export function rawBytesOf(field: DescField): RawBytes[] {
  const of = (what: string, wireType: WireType, ...raw: number[]): RawBytes => ({
    what,
    wireType,
    raw: Uint8Array.from(raw),
  });
  const texts: readonly [string, number[]][] = [
    ['no UTF-8', [0xff, 0xfe]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['half a character', [0xf0, 0x9f]],
  ];
  return [
    of('a varint', WireType.Varint, 1),
    of('an endless varint', WireType.Varint, ...Array.from({ length: 12 }, () => 0xff)),
    of('eight bytes', WireType.Bit64, 1, 2, 3, 4, 5, 6, 7, 8),
    of('four bytes', WireType.Bit32, 1, 2, 3, 4),
    of('an open group', WireType.StartGroup),
    of('the end of no group', WireType.EndGroup),
    of('a length beyond the end', WireType.LengthDelimited, 0x7f, 1),
    of('a length of 4 GiB', WireType.LengthDelimited, 0xff, 0xff, 0xff, 0xff, 0x0f),
    of('a negative length', WireType.LengthDelimited, ...Array.from({ length: 9 }, () => 0xff), 1),
    of('an unknown wire type', 6 as WireType, 1),
    ...(field.scalar === ScalarType.STRING
      ? texts.map(([what, raw]) => of(what, WireType.LengthDelimited, raw.length, ...raw))
      : []),
  ];
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A body that may be sent to any method. */
export type Whole = { readonly what: string; readonly bulk?: Bulk; readonly body: Uint8Array };

export const wholeJson: readonly Whole[] = [
  ...['', '{', '[]', 'null', '"x"', '1', '{"":1}', '{}{}', '\ufeff{}', "{'a':1}", '{"a":01}', '{"a":"\u0001"}'].map(
    (text) => ({ what: JSON.stringify(text), body: encode(text) }),
  ),
  { what: 'an unknown field', body: encode('{"noSuchField":{"a":[1,2]}}') },
  { what: 'names of JavaScript', body: encode('{"__proto__":{"id":"x"},"constructor":{},"$typeName":"x"}') },
  { what: 'bytes that are no UTF-8', body: Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) },
  { what: 'an unknown deep array', bulk: 'deep array', body: encode(`{"noSuchField":${deepArray}}`) },
  { what: 'an unknown deep object', bulk: 'deep object', body: encode(`{"noSuchField":${deepObject}}`) },
  { what: 'an unknown huge text', bulk: 'huge', body: encode(`{"noSuchField":"${'x'.repeat(HUGE)}"}`) },
  { what: 'an unknown text too huge', bulk: 'too huge', body: encode(`{"noSuchField":"${'x'.repeat(TOO_HUGE)}"}`) },
];

const UNKNOWN = 536_870_911;

export const wholeBytes: readonly Whole[] = [
  { what: 'zeros', body: new Uint8Array(64) },
  { what: 'noise', body: Uint8Array.from({ length: 512 }, (_, i) => (i * 151 + 43) % 256) },
  { what: 'field number 0', body: Uint8Array.from([0x02, 0x01, 0x41]) },
  { what: 'an unknown field', body: new BinaryWriter().tag(UNKNOWN, WireType.LengthDelimited).string('A').finish() },
  { what: 'text', body: encode('{"id":"x"}') },
  { what: 'groups without an end', bulk: 'deep groups', body: new Uint8Array(DEEP).fill(0xbb) },
  { what: 'groups in groups', bulk: 'deep groups', body: groups(DEEP) },
  { what: 'an unknown huge text', bulk: 'huge', body: unknownText(HUGE) },
  { what: 'an unknown text too huge', bulk: 'too huge', body: unknownText(TOO_HUGE) },
];

/** An unknown field of so many groups, one within the other, each with its end. */
function groups(depth: number): Uint8Array {
  const writer = new BinaryWriter();
  for (let i = 0; i < depth; i++) writer.tag(UNKNOWN, WireType.StartGroup);
  for (let i = 0; i < depth; i++) writer.tag(UNKNOWN, WireType.EndGroup);
  return writer.finish();
}

function unknownText(length: number): Uint8Array {
  return new BinaryWriter().tag(UNKNOWN, WireType.LengthDelimited).string('x'.repeat(length)).finish();
}
