/** Values that attackers send whatever the rules of a field are: texts, files, masks and instants. */
/** Fits into the largest message that services read. */
export const HUGE = 900 * 1024;
/** Does not. */
export const TOO_HUGE = 1024 * 1024 + 1;
export const MANY = 10_000;

/** Values of which each costs a lot to send: of every kind each method gets some, and the rest by many runs. */
export type Bulk = 'huge' | 'too huge' | 'many items' | 'deep array' | 'deep object' | 'deep groups';

/** `hostile` values are what attackers send; the others are the limits of the contract. */
export type Named = { readonly what: string; readonly hostile?: boolean; readonly bulk?: Bulk };
export type Value = Named & { readonly value: unknown };

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
export const masks: readonly Value[] = [
  ...paths.map((value) => ({ what: `the paths ${JSON.stringify(value)}`, value })),
  { what: 'no paths', value: [] },
  { what: `${MANY} paths`, bulk: 'many items', value: Array.from({ length: MANY }, () => 'name') },
  { what: 'a huge path', bulk: 'huge', value: ['x'.repeat(HUGE)] },
];

export const MIN_64 = -(2n ** 63n);
export const MAX_64 = 2n ** 63n - 1n;
export const instants: readonly [bigint, number][] = [
  [0n, 0],
  [MAX_64, 0],
  [MIN_64, 0],
  [253_402_300_800n, 0],
  [0n, -1],
  [0n, 2_147_483_647],
];

/** Files that are none, or that programs choke on. */
export const files: readonly Value[] = [
  { what: `${HUGE} bytes`, bulk: 'huge', value: new Uint8Array(HUGE).fill(0x41) },
  { what: 'zeros', value: new Uint8Array(4096) },
  { what: 'every byte', value: Uint8Array.from({ length: 256 }, (_, i) => i) },
  { what: 'a zip', value: Uint8Array.from([0x50, 0x4b, 3, 4, 0x14, 0, 0, 0]) },
  { what: 'half of UTF-16', value: Uint8Array.from([0xff, 0xfe, 0x41]) },
  { what: 'only separators', value: new TextEncoder().encode(';'.repeat(5000)) },
  { what: 'an open quote', value: new TextEncoder().encode(`"${'a\n'.repeat(5000)}`) },
  { what: 'formulas', value: new TextEncoder().encode('=1+1;@SUM(A1);-2+3\n2026-02-30;x;1e999\n') },
];

export const hostileTexts: readonly Value[] = [
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
  { what: 'a huge text', bulk: 'huge', value: 'x'.repeat(HUGE) },
  { what: 'a huge text of faces', bulk: 'huge', value: '😀'.repeat(HUGE / 4) },
  { what: 'a text too huge', bulk: 'too huge', value: 'x'.repeat(TOO_HUGE) },
];
