/** Every field of a request, within messages and lists too, as a spot where a value can be put into a message, its JSON or its bytes. */
import {
  clone,
  type DescField,
  type DescMessage,
  type JsonValue,
  type Message,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Levels of messages within messages. */
const DEPTH = 5;
const STAND_IN = 'the raw value stands here';

export type Spot = {
  readonly request: DescMessage;
  /** Fields from the request on; of a list it is the first element. */
  readonly steps: readonly DescField[];
  /** The last of them. */
  readonly field: DescField;
  /** Proto names with dots. */
  readonly path: string;
};

export function spotsOf(request: DescMessage, message = request, before: readonly DescField[] = []): Spot[] {
  return message.fields.flatMap((field) => {
    const steps = [...before, field];
    const own: Spot = { request, steps, field, path: steps.map(({ name }) => name).join('.') };
    const inner = ours(field);
    return [own, ...(inner && steps.length < DEPTH ? spotsOf(request, inner, steps) : [])];
  });
}

/** A message type of Melo's own: those of others, such as Timestamp, are values. */
export const ours = (field: DescField): DescMessage | undefined =>
  field.message && !field.message.typeName.startsWith('google.') ? field.message : undefined;

/** A copy of the message whose field is changed by `put`. */
export function changed(
  spot: Spot,
  message: Message,
  put: (parent: ReflectMessage, field: DescField) => void,
): Message {
  const copy = clone(spot.request, message);
  let parent = reflect(spot.request, copy, false);
  for (const step of spot.steps.slice(0, -1)) {
    if (step.fieldKind === 'list') {
      const list = parent.get(step);
      if (list.size === 0) list.add(reflect(step.message!, undefined, false));
      parent = list.get(0) as ReflectMessage;
    } else {
      if (!parent.isSet(step)) parent.set(step, reflect(step.message!, undefined, false));
      parent = parent.get(step) as ReflectMessage;
    }
  }
  put(parent, spot.field);
  return copy;
}

/** JSON text of the message with `raw` as the field's value, whatever it is. */
export function withRawJson(spot: Spot, message: Message, raw: string): string {
  const root = toJson(spot.request, message) as Record<string, JsonValue>;
  let parent = root;
  for (const step of spot.steps.slice(0, -1)) {
    const { jsonName, fieldKind } = step;
    clearRivals(parent, step);
    parent[jsonName] ??= fieldKind === 'list' ? [{}] : {};
    const inner = parent[jsonName];
    parent = (Array.isArray(inner) ? inner[0] : inner) as Record<string, JsonValue>;
  }
  clearRivals(parent, spot.field);
  parent[spot.field.jsonName] = STAND_IN;
  return JSON.stringify(root).replace(JSON.stringify(STAND_IN), () => raw);
}

/** Of a oneof only one member may be set. */
function clearRivals(parent: Record<string, JsonValue>, field: DescField): void {
  for (const rival of field.oneof?.fields ?? []) if (rival !== field) delete parent[rival.jsonName];
}

/** Bytes of the message followed by the field once more, with a wire type and bytes of any kind; parsers merge the two. */
export function withRawBytes(spot: Spot, message: Message, wireType: WireType, raw: Uint8Array): Uint8Array {
  let bytes = new BinaryWriter().tag(spot.field.number, wireType).raw(raw).finish();
  for (const { number } of spot.steps.slice(0, -1).reverse())
    bytes = new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(bytes).finish();
  return Buffer.concat([toBinary(spot.request, message), bytes]);
}
