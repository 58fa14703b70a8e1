/** From GraphQL arguments to request messages: masks from the fields of a patch, 64 bits checked, request ids made. */
import { create, type DescField, type DescMessage, type Message, ScalarType } from '@bufbuild/protobuf';
import { GraphQLError } from 'graphql';
import { isMask, isPatch, isRequestId } from '../schema/contracts.ts';
import { camel } from '../schema/names.ts';

type Values = Readonly<Record<string, unknown>>;

/** The request of a call. Errors: INVALID_ARGUMENT with the field. */
export function toRequest(request: DescMessage, values: Values, newId: () => string): Message {
  const patch = request.fields.find(isPatch);
  const mask = request.fields.find(isMask);
  const requestId = request.fields.find(isRequestId);
  const init = initOf(request, values, '');
  if (requestId && !init[requestId.localName]) init[requestId.localName] = newId();
  if (patch && mask) {
    const given = (values[camel(patch.name)] ?? {}) as Values;
    // The etag says which version is changed; it is no change itself.
    const paths = patch.message!.fields.filter((field) => camel(field.name) in given && field.name !== 'etag');
    init[mask.localName] = { paths: paths.map((field) => field.name) };
  }
  return create(request, init as never);
}

function initOf(message: DescMessage, values: Values, path: string): Record<string, unknown> {
  const init: Record<string, unknown> = {};
  for (const field of message.fields) {
    const name = camel(field.name);
    const value = values[name];
    if (value === undefined || value === null || isMask(field)) continue;
    const converted = messageValue(field, value, path + name);
    if (!field.oneof) {
      init[field.localName] = converted;
      continue;
    }
    if (field.oneof.localName in init) throw invalid(path + name, 'only one of these fields can be given');
    init[field.oneof.localName] = { case: field.localName, value: converted };
  }
  return init;
}

function messageValue(field: DescField, value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item, i) => messageValue(field, item, `${path}[${i}]`));
  if (typeof value === 'bigint') return sixtyFour(field, value, path);
  const ours = field.message && !field.message.typeName.startsWith('google.');
  return ours ? create(field.message, initOf(field.message, value as Values, `${path}.`) as never) : value;
}

const unsigned: readonly (ScalarType | undefined)[] = [ScalarType.UINT64, ScalarType.FIXED64];

function sixtyFour(field: DescField, value: bigint, path: string): bigint {
  const fits = unsigned.includes(field.scalar) ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value);
  if (fits !== value) throw invalid(path, 'does not fit into 64 bits');
  return value;
}

function invalid(field: string, message: string): GraphQLError {
  return new GraphQLError(`${field}: ${message}`, {
    extensions: { code: 'INVALID_ARGUMENT', violations: [{ field, message }] },
  });
}
