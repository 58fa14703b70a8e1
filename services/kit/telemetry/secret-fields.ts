/** Fields that a contract marks as secret (`debug_redact = true`): they are never stored, logged or traced. */
import { clone, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';

export const isSecretField = (field: DescField): boolean => field.proto.options?.debugRedact === true;

/** Results by message type, because every write needs one. */
const known = new Map<DescMessage, boolean>();

/** Whether messages of this type hold a secret field, at any depth. */
export function hasSecretField(schema: DescMessage): boolean {
  const answer = known.get(schema) ?? reaches(schema, new Set());
  known.set(schema, answer);
  return answer;
}

/** Types may contain themselves, so each is visited once. */
function reaches(schema: DescMessage, seen: Set<DescMessage>): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  return schema.fields.some((field) => isSecretField(field) || (field.message ? reaches(field.message, seen) : false));
}

/** The message without its secret fields; the same object when its type has none. */
export function clearSecretFields(schema: DescMessage, message: Message): Message {
  if (!hasSecretField(schema)) return message;
  const copy = clone(schema, message);
  clear(reflect(schema, copy));
  return copy;
}

function clear(message: ReflectMessage): void {
  for (const field of message.desc.fields) {
    if (isSecretField(field)) message.clear(field);
    else for (const inner of messagesIn(message, field)) clear(inner);
  }
}

function messagesIn(message: ReflectMessage, field: DescField): Iterable<ReflectMessage> {
  if (!field.message || !hasSecretField(field.message) || !message.isSet(field)) return [];
  if (field.fieldKind === 'list') return message.get(field) as Iterable<ReflectMessage>;
  if (field.fieldKind === 'map') return (message.get(field) as ReadonlyMap<unknown, ReflectMessage>).values();
  return [message.get(field) as ReflectMessage];
}
