/** The interceptor around validation: rejects text that a store would change, and keeps violations short enough to be sent. */
import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { ViolationsSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import { errors } from './errors.ts';

/** Maximum violations in an error, which is sent in headers of limited size. */
const MAX_VIOLATIONS = 20;

export const textValidationInterceptor: Interceptor = (next) => async (request) => {
  const { input } = request.method;
  try {
    if (!request.stream) {
      checkText(input, request.message);
      return await next(request);
    }
    return await next({ ...request, message: checkedTexts(input, request.message) });
  } catch (error) {
    throw shortened(error);
  }
};

async function* checkedTexts(desc: DescMessage, messages: AsyncIterable<Message>): AsyncIterable<Message> {
  for await (const message of messages) {
    checkText(desc, message);
    yield message;
  }
}

/** Errors: a violation of the field whose text has a NUL, which PostgreSQL rejects, or a lone surrogate, which is not valid UTF-8. */
function checkText(desc: DescMessage, message: Message, path = ''): void {
  for (const field of desc.fields) {
    const value = contentOf(field, message);
    for (const item of Array.isArray(value) ? value : [value]) {
      const own = path + field.name;
      if (typeof item === 'string' && (item.includes('\0') || !item.isWellFormed()))
        throw errors.field(own, 'has characters that are no text');
      if (field.message && item) checkText(field.message, item as Message, `${own}.`);
    }
  }
}

function contentOf({ oneof, localName }: DescField, message: Message): unknown {
  const fields = message as unknown as Record<string, unknown>;
  if (!oneof) return fields[localName];
  const chosen = fields[oneof.localName] as { case?: string; value?: unknown };
  return chosen.case === localName ? chosen.value : undefined;
}

function shortened(error: unknown): unknown {
  if (!(error instanceof ConnectError)) return error;
  const [violations] = error.findDetails(ViolationsSchema);
  if (!violations || violations.violations.length <= MAX_VIOLATIONS) return error;
  const value = { ...violations, violations: violations.violations.slice(0, MAX_VIOLATIONS) };
  const [{ field, message } = { field: undefined, message: '' }] = value.violations;
  const first = `${(field?.elements ?? []).map(({ fieldName }) => fieldName).join('.')}: ${message}`;
  const text = `${violations.violations.length} values are not valid, and the first ${MAX_VIOLATIONS} named; ${first}`;
  return new ConnectError(text, Code.InvalidArgument, undefined, [{ desc: ViolationsSchema, value }]);
}
