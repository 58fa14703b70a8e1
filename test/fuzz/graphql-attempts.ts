/** Attempts of invalid input on a GraphQL operation: its valid input with one value changed. */
import { type DescMethod, type JsonValue, type Message, toJson } from '@bufbuild/protobuf';
import type { FieldMask } from '@bufbuild/protobuf/wkt';
import { isMask, isRequestId } from '../../mesh/schema/contracts.ts';
import { requestFor } from '../authorization/cases.ts';
import { inputOf } from '../authorization/graphql.ts';
import { type Home, nowhere } from '../authorization/resources.ts';
import { changesOf } from './changes.ts';
import { changed, type Spot, spotsOf } from './field-paths.ts';
import type { Bulk } from './hostile-values.ts';
import { subjectOf } from './households.ts';
import { violated } from './oracle.ts';
import { rawJsonOf } from './raw.ts';

const STAND_IN = 'the raw value stands here';
/** Levels of messages within messages that the graph is tried on. */
const DEPTH = 3;

export type GraphTry = {
  readonly method: DescMethod;
  readonly spot: Spot;
  readonly what: string;
  readonly bulk?: Bulk;
  /** The input about a home. */
  input(home: Home): JsonValue;
  /** The body with the value in it. */
  raw(body: string): string;
  /** Fields that break the contract; undefined where no message can hold the value. */
  broken(home: Home): readonly string[] | undefined;
};

export function graphTriesOf(method: DescMethod): GraphTry[] {
  const base = (home: Home) => requestFor(method, subjectOf(method, home));
  const shown = (message: Message) => inputOf(method.input, toJson(method.input, message));
  return spotsOf(method.input)
    .filter(({ steps }) => steps.length <= DEPTH && !steps.some((step) => isMask(step) || isRequestId(step)))
    .flatMap((spot) => [
      ...changesOf(spot.field).flatMap(({ what, bulk, put }): GraphTry[] => {
        const message = (home: Home) => changed(spot, base(home), put);
        // Not all of it can be said in JSON of protobuf, such as the number of an enum that there is not.
        if (!isSayable(() => shown(message(nowhere())))) return [];
        return [
          {
            ...{ method, spot, what, ...(bulk && { bulk }) },
            input: (home) => shown(message(home)),
            raw: (body) => body,
            broken: (home) => violated(method.input, asSent(method, message(home))),
          },
        ];
      }),
      ...rawJsonOf(spot.field).map(
        ({ what, bulk, raw }): GraphTry => ({
          ...{ method, spot, what, ...(bulk && { bulk }) },
          input: (home) => placed(shown(base(home)), spot),
          raw: (body) => body.replace(JSON.stringify(STAND_IN), () => raw),
          broken: () => undefined,
        }),
      ),
    ]);
}

function isSayable(say: () => unknown): boolean {
  try {
    say();
    return true;
  } catch {
    return false;
  }
}

/** The input with a stand-in at the spot. */
function placed(input: JsonValue, { steps, field }: Spot): JsonValue {
  let parent = input as Record<string, JsonValue>;
  for (const { jsonName, fieldKind } of steps.slice(0, -1)) {
    parent[jsonName] ??= fieldKind === 'list' ? [{}] : {};
    const inner = parent[jsonName];
    parent = (Array.isArray(inner) ? inner[0] : inner) as Record<string, JsonValue>;
  }
  parent[field.jsonName] = STAND_IN;
  return input;
}

/** The gateway makes the mask of an update: it names what is given. */
function asSent({ input }: DescMethod, message: Message): Message {
  const mask = input.fields.find(isMask);
  const patch = input.fields.find(
    ({ fieldKind, message: inner }) => mask && fieldKind === 'message' && inner !== mask.message,
  );
  if (!mask || !patch?.message) return message;
  const fields = message as unknown as Record<string, Message | undefined>;
  const given = fields[patch.localName];
  const json = given ? (toJson(patch.message, given) as Record<string, JsonValue>) : {};
  const paths = patch.message.fields.filter(({ jsonName }) => jsonName in json).map(({ name }) => name);
  (fields[mask.localName] as FieldMask | undefined)!.paths = paths;
  return message;
}
