/** Messages that a store keeps as JSON. */
import { type DescMessage, fromJson, type JsonValue, type MessageShape } from '@bufbuild/protobuf';

/**
 * Reads one. Fields that this process does not know are left out: in a rolling release, a newer process has written them.
 * `JSON.parse` is faster than the parser of `fromJsonString`, which also finds repeated keys; what a store wrote has none.
 */
export const storedMessage = <Desc extends DescMessage>(schema: Desc, json: JsonValue): MessageShape<Desc> =>
  fromJson(schema, json, { ignoreUnknownFields: true });
