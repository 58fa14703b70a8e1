/** Updates: copies the masked fields of the wanted resource into the stored one and validates the result as a whole. */
import { clone, create, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import type { FieldMask } from '@bufbuild/protobuf/wkt';
import { createValidator, violationsToProto } from '@bufbuild/protovalidate';
import { FieldPathElementSchema, FieldPathSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { Code, ConnectError } from '@connectrpc/connect';
import { errors } from './errors.ts';

const validator = createValidator();

type Resource<Desc extends DescMessage> = MessageShape<Desc> & { readonly etag: string };

export type FieldMaskUpdate<Desc extends DescMessage> = {
  readonly before: Resource<Desc>;
  readonly wanted: Resource<Desc> | undefined;
  readonly mask: FieldMask | undefined;
  /** Proto names of the top-level fields that may change. */
  readonly updatable: readonly string[];
};

/**
 * The resource after the update; an empty field clears. Errors: FIELD_NOT_UPDATABLE, ETAG_MISMATCH, violations of the
 * resource's own rules.
 */
export function applyFieldMask<Desc extends DescMessage>(
  schema: Desc,
  { before, wanted, mask, updatable }: FieldMaskUpdate<Desc>,
): MessageShape<Desc> & { etag: string } {
  const noun = schema.name.toLowerCase();
  if (!wanted) throw errors.field(noun, 'is required');
  if (wanted.etag && wanted.etag !== before.etag) throw errors.etagMismatch(noun);
  const after = clone(schema, before) as MessageShape<Desc> & { etag: string };
  for (const path of mask?.paths ?? []) {
    const field = schema.fields.find((candidate) => candidate.name === path);
    if (!field || !updatable.includes(path)) throw errors.notUpdatable(path);
    // A member of a oneof replaces the whole: it is the set one, or none is.
    const { localName } = field.oneof ?? field;
    const value = (wanted as Record<string, unknown>)[localName];
    const isOther = field.oneof && (value as { case?: string }).case !== field.localName;
    (after as Record<string, unknown>)[localName] = isOther ? { case: undefined } : value;
  }
  check(schema, after, noun);
  return after;
}

function check<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>, noun: string): void {
  const result = validator.validate(schema, message);
  if (result.kind === 'valid') return;
  if (result.kind === 'error') throw result.error;
  const [{ violations }, desc] = violationsToProto(result.violations);
  // The request holds the resource under its noun, and that is where its caller looks.
  const within = create(FieldPathElementSchema, { fieldName: noun });
  const value = create(desc, {
    violations: violations.map((one) => ({
      ...one,
      field: create(FieldPathSchema, { elements: [within, ...(one.field?.elements ?? [])] }),
    })),
  });
  throw new ConnectError(`This ${noun} is not valid: ${result.error.message}`, Code.InvalidArgument, undefined, [
    { desc, value },
  ]);
}
