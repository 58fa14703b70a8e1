/** Strings that look like IDs, days, currencies and tokens and are not quite. */
import { randomUUID } from 'node:crypto';

export const uuids = (): string[] => [
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

export const days: readonly string[] = [
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

export const currencies: readonly string[] = [
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
export const tokens: readonly string[] = [
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
