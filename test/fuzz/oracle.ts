/** What a request is by its contract, without calling Melo: undecodable, invalid or valid. */
import { type DescMessage, type DescMethod, fromBinary, fromJsonString, type Message } from '@bufbuild/protobuf';
import type { FieldMask } from '@bufbuild/protobuf/wkt';
import { createValidator, violationsToProto } from '@bufbuild/protovalidate';
import type { Request } from './attempts.ts';
import { pathOfViolation } from './responses.ts';

/** Longest body of a request, and of one that carries a file. */
const MAX_BYTES = 1024 * 1024;
const MAX_FILE_BYTES = 14 * 1024 * 1024;

export type Verdict =
  | { readonly kind: 'too large' }
  /** `isJson`: it can be read so far that the field which is wrong is known. */
  | { readonly kind: 'unreadable'; readonly isJson: boolean }
  /** Proto names with dots of the fields that break a rule. */
  | { readonly kind: 'invalid'; readonly paths: readonly string[]; readonly message: Message }
  | { readonly kind: 'valid'; readonly message: Message };

const validator = createValidator();

export function verdictOn({ input, parent }: DescMethod, { wire, body }: Request): Verdict {
  if (body.length > (parent.name === 'ImportService' ? MAX_FILE_BYTES : MAX_BYTES)) return { kind: 'too large' };
  const text = wire === 'json' ? new TextDecoder().decode(body) : undefined;
  const message = readable(() =>
    text === undefined ? fromBinary(input, body) : fromJsonString(input, text, { ignoreUnknownFields: true }),
  );
  if (!message)
    return { kind: 'unreadable', isJson: text !== undefined && readable(() => [JSON.parse(text)]) !== undefined };
  const paths = violated(input, message);
  return paths.length > 0 ? { kind: 'invalid', paths, message } : { kind: 'valid', message };
}

function readable<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Fields of a request that break a rule. */
export const violated = (input: DescMessage, message: Message): string[] => [
  ...invalidTextFields(input, message),
  ...violations(input, message),
  ...violatedByPatch(input, message),
];

function violations(desc: DescMessage, message: Message): string[] {
  const result = validator.validate(desc, message);
  if (result.kind === 'error') throw result.error;
  const [proto] = violationsToProto(result.violations ?? []);
  return proto.violations.map(pathOfViolation);
}

/** Of an update, what its mask names must keep the rules of the resource; all else of it is not looked at. */
function violatedByPatch(desc: DescMessage, message: Message): string[] {
  const fields = message as unknown as Record<string, Message | undefined>;
  const paths: readonly string[] = (fields['updateMask'] as FieldMask | undefined)?.paths ?? [];
  return desc.fields.flatMap(({ name, localName, fieldKind, message: patch }) => {
    const given = fields[localName];
    if (fieldKind !== 'message' || !patch || name === 'update_mask' || !given) return [];
    return violations(patch, given).flatMap((path) => (paths.includes(path.split('.')[0]!) ? `${name}.${path}` : []));
  });
}

/** Fields whose text has a NUL or half a surrogate pair: no contract can say it, but no store keeps it as it came. */
function invalidTextFields(desc: DescMessage, message: Message, before = ''): string[] {
  const fields = message as unknown as Record<string, unknown>;
  return desc.fields.flatMap((field) => {
    const { oneof, localName, name } = field;
    const chosen = oneof ? (fields[oneof.localName] as { case?: string; value?: unknown }) : undefined;
    const value = chosen ? (chosen.case === localName ? chosen.value : undefined) : fields[localName];
    return [value].flat().flatMap((item) => {
      if (typeof item === 'string') return item.includes('\0') || !item.isWellFormed() ? [before + name] : [];
      return field.message && item ? invalidTextFields(field.message, item as Message, `${before}${name}.`) : [];
    });
  });
}
