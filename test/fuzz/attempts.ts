/** Attempts of invalid input on a method: its valid request with one value changed, or undecodable bytes. */
import { type DescMethod, type Message, toBinary, toJson } from '@bufbuild/protobuf';
import { shuffled } from '#infra/local/demo/random.ts';
import { requestFor } from '../authorization/cases.ts';
import type { Home } from '../authorization/resources.ts';
import { changesOf } from './changes.ts';
import { changed, type Spot, spotsOf, withRawBytes, withRawJson } from './field-paths.ts';
import type { Bulk } from './hostile-values.ts';
import { subjectOf } from './households.ts';
import { rawBytesOf, rawJsonOf, wholeBytes, wholeJson } from './raw.ts';
import { WIRES, type Wire } from './responses.ts';

export type Request = { readonly wire: Wire; readonly body: Uint8Array };

export type Try = {
  readonly method: DescMethod;
  /** What was done to the request, in words. */
  readonly what: string;
  readonly kind: 'limit' | 'hostile' | 'raw' | 'whole';
  /** Large or deep, of one of these kinds. */
  readonly bulk?: Bulk;
  /** The field whose value was changed; undefined where the body is no message. */
  readonly spot?: Spot;
  /** The request about a household, with a new request ID. */
  make(home: Home): Request;
};

/** What may be tried, by whichever of these wires. */
type Candidate = Omit<Try, 'make'> & { readonly wires: readonly Wire[]; make(home: Home, wire: Wire): Request };

/**
 * Limits are tried on every field in every run, and of everything large or deep one on every method; of the rest each run takes a
 * share by its seed, and with the seeds of many runs all of it is tried. MELO_FUZZ_SHARE=10 takes everything at once.
 */
export const SHARE = Number(process.env['MELO_FUZZ_SHARE'] ?? 1);
const SHARES = { limit: 1, hostile: 0.2, raw: 0.12, whole: 1 } as const;
/** From this share on what every run must try goes over every wire. */
const ALL = 10;
const BINARY = WIRES.filter((wire) => wire !== 'json');

/** The tries of one run; `turn` says which wire comes first, so that methods differ. */
export function triesOf(method: DescMethod, turn: number, next: () => number): Try[] {
  let at = turn;
  const over = ({ wires, make, ...one }: Candidate, times: number): Try[] =>
    Array.from({ length: Math.min(times, wires.length) }, () => {
      const wire = wires[at++ % wires.length]!;
      return { ...one, make: (home) => make(home, wire) };
    });
  const everywhere = SHARE >= ALL ? WIRES.length : 1;
  const all = candidatesOf(method);
  const [small, large] = [all.filter(({ bulk }) => !bulk), all.filter(({ bulk }) => bulk)];
  return [
    ...small
      .filter(({ kind }) => next() < SHARES[kind] * SHARE)
      .flatMap((one) => over(one, one.kind === 'limit' ? everywhere : 1)),
    ...(SHARE >= ALL ? large : oneOfEach(large, next)).flatMap((one) => over(one, everywhere)),
  ];
}

/** Of each kind one: in a field, where a field takes such a thing. */
function oneOfEach(large: readonly Candidate[], next: () => number): Candidate[] {
  const kinds = Map.groupBy(shuffled(next, large), ({ bulk }) => bulk);
  return [...kinds.values()].map((ones) => ones.find(({ spot }) => spot) ?? ones[0]!);
}

function candidatesOf(method: DescMethod): Candidate[] {
  const base = (home: Home): Message => requestFor(method, subjectOf(method, home));
  const inFields = spotsOf(method.input).flatMap((spot): Candidate[] => [
    ...changesOf(spot.field).map(({ put, hostile, ...named }): Candidate => {
      const make = (home: Home, wire: Wire) => written(method, changed(spot, base(home), put), wire);
      return { ...named, method, spot, kind: hostile ? 'hostile' : 'limit', wires: WIRES, make };
    }),
    ...rawJsonOf(spot.field).map(({ raw, ...named }): Candidate => {
      const make = (home: Home, wire: Wire) => ({ wire, body: encode(withRawJson(spot, base(home), raw)) });
      return { ...named, method, spot, kind: 'raw', wires: ['json'], make };
    }),
    ...rawBytesOf(spot.field).map(({ wireType, raw, ...named }): Candidate => {
      const make = (home: Home, wire: Wire) => ({ wire, body: withRawBytes(spot, base(home), wireType, raw) });
      return { ...named, method, spot, kind: 'raw', wires: BINARY, make };
    }),
  ]);
  const whole = (wires: readonly Wire[], bodies: typeof wholeJson): Candidate[] =>
    bodies.map(({ body, ...named }) => ({
      ...named,
      method,
      kind: 'whole',
      wires,
      make: (_, wire) => ({ wire, body }),
    }));
  return [...inFields, ...whole(['json'], wholeJson), ...whole(BINARY, wholeBytes)];
}

/** Not everything can be said in JSON, such as a path with capitals in a mask: that goes by Connect instead. */
function written({ input }: DescMethod, message: Message, wire: Wire): Request {
  if (wire !== 'json') return { wire, body: toBinary(input, message) };
  try {
    return { wire, body: encode(JSON.stringify(toJson(input, message))) };
  } catch {
    return { wire: 'connect', body: toBinary(input, message) };
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
