/** Violations of the rules of a request's fields, as texts in the user's language. */
import { type Violation, ViolationsSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import type { ConnectError } from '@connectrpc/connect';
import type { MessageId } from '../i18n/messages/message-id.ts';
import { text } from '../i18n/text.ts';

/** By the ID of the protovalidate rule. The forms check the others before they send. */
const ruleTexts: Readonly<Record<string, MessageId>> = {
  required: 'errors.rule.required',
  'string.min_len': 'errors.rule.too-short',
  'string.max_len': 'errors.rule.too-long',
  'string.email': 'errors.rule.email',
  'string.email_empty': 'errors.rule.required',
  'repeated.max_items': 'errors.rule.too-many',
};

/** The first text of each field, by the field's path in the request. */
export function violationsOf(error: ConnectError): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const violation of error.findDetails(ViolationsSchema).flatMap(({ violations }) => violations))
    texts[pathOf(violation)] ??= text(ruleTexts[violation.ruleId] ?? 'errors.field');
  return texts;
}

const pathOf = ({ field }: Violation): string =>
  (field?.elements ?? [])
    .map(({ fieldName, subscript }) => (subscript.case === 'index' ? `${fieldName}.${subscript.value}` : fieldName))
    .join('.');
