/**
 * What may leave a process in logs, spans and records of failures. Drivers put rows, statements and parameters into their
 * errors, so of an error only its type, code, cleaned message, stack frames and cause are kept.
 */

/** How far causes are followed, and how deep fields of a log line are looked into. */
const MAX_DEPTH = 5;
const MAX_MESSAGE_CHARS = 500;
const MAX_FRAMES = 30;
const REDACTED = '[redacted]';

/** Names of values that are never shown, however they are spelt: newPassword, refresh_token, X-Api-Secret. */
const SECRET_NAME = /password|passwd|secret|token|authorization|cookie|credential|email/i;
/** Names that look like secrets but are not. */
const OPEN_NAMES = new Set(['page_token', 'next_page_token', 'pageToken', 'nextPageToken']);

export type SafeError = {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: SafeError;
};

/** Properties of drivers' errors that hold names of the schema or protocol, and no values. */
const DRIVER_FACTS = [
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'errno',
  'sqlState',
  'codeName',
] as const;

/** An error as it may be logged and stored. */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { type: typeof error, message: '' };
  const { code } = error as Error & { code?: unknown };
  const cause = error.cause ?? (error as Error & { previous?: unknown }).previous;
  const stack = framesOf(error);
  return {
    type: error.constructor?.name || error.name,
    message: safeMessage(error),
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code).slice(0, 100) }),
    ...(stack && { stack }),
    ...(cause instanceof Error && depth < MAX_DEPTH && { cause: safeError(cause, depth + 1) }),
  };
}

/** One line for records and operators' screens: the message, or type and code when the message was removed. */
export function safeSummary(error: unknown): string {
  const { type, message, code } = safeError(error);
  const kind = code ? `${type} ${code}` : type;
  const isOwn = message !== '' && !(error instanceof Error && isOfDriver(error));
  return (isOwn ? message : [kind, message].filter(Boolean).join(': ')).slice(0, MAX_MESSAGE_CHARS);
}

/** A message without values: drivers' messages are replaced by safe properties, engines' messages are removed, quoted text in others too. */
function safeMessage(error: Error): string {
  if (isOfDriver(error)) {
    const facts = error as Error & Record<string, unknown>;
    return DRIVER_FACTS.filter((fact) => ['string', 'number'].includes(typeof facts[fact]))
      .map((fact) => `${fact} ${facts[fact]}`)
      .join(', ');
  }
  // JSON.parse, BigInt, Intl, Temporal and URL repeat their input. Their code or type is enough.
  if (error instanceof SyntaxError || error instanceof RangeError || 'input' in error) return '';
  if (error instanceof TypeError) return NAMES_CODE.exec(error.message)?.[0] ?? '';
  return withoutValues(error.message).slice(0, MAX_MESSAGE_CHARS);
}

/** Messages of TypeErrors that name code and no values. */
const NAMES_CODE =
  /^(Cannot \w+ propert\w+ of (undefined|null) \(\w+ '[\w$]{1,60}'\)|[\w$.]{1,100} is not (a function|iterable|a constructor))/;

/** Base classes of errors of drivers and libraries that repeat their input. */
const DRIVER_BASES = new Set([
  'DatabaseError', // pg
  'DriverException', // MikroORM
  'SqlError', // mariadb
  'MongoError',
  'RedisError',
  'ServiceException', // AWS SDK
  'KafkaJSError',
  'ResponseError', // schema registry
  'JOSEError',
  'FieldError', // protobuf-es
]);
/** Fields that identify errors without a class of their own: mysql2, ioredis, nodemailer. */
const DRIVER_FIELDS = ['sqlState', 'sqlMessage', 'command', 'responseCode', '$metadata'];

function isOfDriver(error: Error): boolean {
  const fields = error as Error & Record<string, unknown>;
  if (DRIVER_FIELDS.some((field) => fields[field] !== undefined)) return true;
  for (let kind = error.constructor; kind?.name; kind = Object.getPrototypeOf(kind))
    if (DRIVER_BASES.has(kind.name)) return true;
  return DRIVER_BASES.has(error.name);
}

/** Text without quoted or braced parts and without email addresses. */
function withoutValues(text: string): string {
  let open = '';
  let kept = '';
  // protobuf-es names the field and then repeats the value.
  for (const mark of text.slice(0, 4 * MAX_MESSAGE_CHARS).split(' JSON: ')[0]!) {
    if (open) {
      if (mark === open) {
        open = '';
        kept += `…${mark}`;
      }
      continue;
    }
    kept += mark;
    open = CLOSING[mark] ?? '';
  }
  return (open ? `${kept}…` : kept).replace(/[^\s@]{1,64}@[^\s@]{1,255}/g, REDACTED);
}

const CLOSING: Readonly<Record<string, string>> = { '"': '"', '“': '”', '`': '`', '{': '}', '«': '»' };

/** Only the lines of stack frames after the message, which itself may contain lines that look like frames. */
function framesOf({ stack, message }: Error): string | undefined {
  const frames = (stack ?? '')
    .replace(message, '')
    .split('\n')
    .filter((line) => /^ {4}at \S.*:\d+:\d+\)?$/.test(line));
  return frames.length > 0 ? frames.slice(0, MAX_FRAMES).join('\n') : undefined;
}

/** Fields of a log line or span: errors are made safe, values with secret names are replaced, at any depth. */
export function safeFields(fields: Readonly<Record<string, unknown>>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, safeValue(name, value, depth)]));
}

function safeValue(name: string, value: unknown, depth: number): unknown {
  if (value instanceof Error) return safeError(value);
  if (isSecretName(name) && value !== undefined) return REDACTED;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return REDACTED;
  if (Array.isArray(value)) return value.map((item) => safeValue('', item, depth + 1));
  return ArrayBuffer.isView(value) ? `${value.byteLength} bytes` : safeFields({ ...value }, depth + 1);
}

const isSecretName = (name: string): boolean => !OPEN_NAMES.has(name) && SECRET_NAME.test(name);
