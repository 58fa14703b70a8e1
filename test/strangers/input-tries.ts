/** Every try of bad input on a method: its valid request with one spot changed, or bytes that are no request at all. */
import { type DescMethod, type Message, toBinary, toJson } from '@bufbuild/protobuf';
import { WIRES, type Wire } from './input-ask.ts';
import { rawBytesOf, rawJsonOf, wholeBytes, wholeJson } from './input-raw.ts';
import { changed, type Spot, spotsOf, withRawBytes, withRawJson } from './input-spots.ts';
import { changesOf } from './input-values.ts';

export type Try = {
  readonly method: DescMethod;
  /** What was done to the request, in words. */
  readonly what: string;
  readonly wire: Wire;
  readonly body: Uint8Array;
  /** The field whose value was changed; undefined where the body is no message. */
  readonly spot?: Spot;
  /** The message that was sent, where there is one. */
  readonly message?: Message;
};

/**
 * Limits are tried on every field in every run; of the rest each run takes a share by its seed, and with the seeds of many runs
 * all of it is tried. MELO_INPUT_SHARE=10 takes everything at once.
 */
const MORE = Number(process.env['MELO_INPUT_SHARE'] ?? 1);
const SHARES = { limits: 1, hostile: 0.2, raw: 0.12, large: 0.02 } as const;
const LARGE = 64 * 1024;
const BINARY = WIRES.filter((wire) => wire !== 'json');

type Kind = Exclude<keyof typeof SHARES, 'large'>;

/** `base` makes the valid request anew, with a request id of its own. Each value goes over one wire, each field over all. */
export function triesOf(method: DescMethod, base: () => Message, next: () => number): Try[] {
  const turn = Math.floor(next() * WIRES.length);
  const chosen = (kind: Kind) => next() < SHARES[kind] * MORE;
  const tries = [
    ...spotsOf(method.input).flatMap((spot) => [
      ...changesOf(spot.field)
        .filter(({ hostile }) => chosen(hostile ? 'hostile' : 'limits'))
        .map(({ what, put }, i): Try => {
          const message = changed(spot, base(), put);
          const wanted = WIRES[(i + turn) % WIRES.length]!;
          const json = wanted === 'json' ? asJson(method, message) : undefined;
          const wire = wanted === 'json' && !json ? 'connect' : wanted;
          return { method, what, wire, body: json ?? toBinary(method.input, message), spot, message };
        }),
      ...rawJsonOf(spot.field)
        .filter(() => chosen('raw'))
        .map(({ what, raw }): Try => {
          const body = encode(withRawJson(spot, base(), raw));
          return { method, what, wire: 'json', body, spot };
        }),
      ...rawBytesOf(spot.field)
        .filter(() => chosen('raw'))
        .map(({ what, wireType, raw }, i): Try => {
          const wire = BINARY[(i + turn) % BINARY.length]!;
          return { method, what, wire, body: withRawBytes(spot, base(), wireType, raw), spot };
        }),
    ]),
    ...wholeJson.map(({ what, body }): Try => ({ method, what, wire: 'json', body })),
    ...wholeBytes.map(({ what, body }, i): Try => ({ method, what, wire: BINARY[i % BINARY.length]!, body })),
  ];
  return tries.filter(({ body }) => body.length < LARGE || next() < SHARES.large * MORE);
}

/** Undefined for what JSON cannot say, such as a path with capitals in a mask. */
function asJson({ input }: DescMethod, message: Message): Uint8Array | undefined {
  try {
    return encode(JSON.stringify(toJson(input, message)));
  } catch {
    return undefined;
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
