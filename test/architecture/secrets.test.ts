/** Every field that by its name holds a secret is marked as one in its contract, so that it is never stored, logged or traced. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { serviceDescriptors } from '#infra/contracts.ts';
import { isSecretField } from '#kit/telemetry/secret-fields.ts';

const NAMED_LIKE_A_SECRET = /(^|_)(password|token|secret|code|key)$/;
/** Names that say what the value is, and that it is none. */
const NO_SECRETS = new Set(['page_token', 'next_page_token', 'currency_code']);

function fieldsOf(message: DescMessage, seen: Set<DescMessage>): DescField[] {
  if (seen.has(message)) return [];
  seen.add(message);
  return message.fields.flatMap((field) => [field, ...(field.message ? fieldsOf(field.message, seen) : [])]);
}

test('fields named password, token, secret, code or key are marked', async () => {
  const seen = new Set<DescMessage>();
  const methods = (await serviceDescriptors()).flatMap(({ methods }) => methods);
  const fields = methods.flatMap(({ input, output }) => [...fieldsOf(input, seen), ...fieldsOf(output, seen)]);
  const suspicious = fields.filter(({ name }) => NAMED_LIKE_A_SECRET.test(name) && !NO_SECRETS.has(name));
  assert.ok(suspicious.length > 5, 'the contracts hold secrets');
  assert.deepEqual(
    suspicious.filter((field) => !isSecretField(field)).map((field) => field.toString()),
    [],
  );
});
