/** For tests: files of 10 MiB that are as expensive to read as possible. */
import { create } from '@bufbuild/protobuf';
import { AmountColumnsSchema, DateOrder, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';

export const FILE_BYTES = 10 * 1024 * 1024;

const filled = (pattern: string, head = ''): Uint8Array => {
  const bytes = Buffer.alloc(FILE_BYTES, pattern);
  bytes.write(head);
  return bytes;
};

/** Pseudo-random bytes, the same on every run. */
function noise(): Uint8Array {
  const bytes = new Uint8Array(FILE_BYTES);
  let state = 0x9e3779b9;
  for (let at = 0; at < FILE_BYTES; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

const HEAD = 'Date;Payee;Amount\n';

/** Files by name, readable with semicolons as far as possible. */
export const hostileFiles: Readonly<Record<string, () => Uint8Array>> = {
  'all commas': () => filled(','),
  'all delimiters': () => filled(';'),
  'all quotes': () => filled('"'),
  'one line': () => filled('a'),
  'all line feeds': () => filled('\n'),
  'all carriage returns': () => filled('\r'),
  'digits only': () => filled('1234567890'),
  'spaces and digits': () => filled(' 1', HEAD),
  'amounts of spaces': () => filled(`2026-03-02;a;${' '.repeat(900)}1x${' '.repeat(90)}\n`, HEAD),
  'amounts of groups': () => filled(`2026-03-02;a;${'1.234.'.repeat(160)}x\n`, HEAD),
  'dates of separators': () => filled(`${'2026-'.repeat(190)};a;1,00\n`, HEAD),
  'deep quotes': () => filled('"a;"";"\n"', HEAD),
  'quotes that never close': () => filled('"a;'.repeat(99).concat('\n'), HEAD),
  'quotes that nearly close': () => filled('"a"";'.repeat(99).concat('\n'), HEAD),
  'many cells': () => filled(`${';'.repeat(99)}\n`),
  'many good rows': () => filled(`2026-03-02;${'Payee'.repeat(40)};-1,00\n`, HEAD),
  noise,
  zeros: () => filled('\0'),
};

/** How they are read. */
export const hostileMapping = create(MappingSchema, {
  delimiter: ';',
  decimalMark: ',',
  dateOrder: DateOrder.YMD,
  dateColumn: 0,
  payeeColumn: 1,
  amountColumns: create(AmountColumnsSchema, { amount: 2 }),
  skipRows: 1,
});
