/**
 * Corrects the errors of @connectrpc/connect 2 for requests that cannot be decoded: INTERNAL for protobuf, and no field name for JSON,
 * such as `cannot decode message melo.money.v1.Money`. Both are thrown before any interceptor runs, so the error itself is changed.
 */
import { type DescField, type DescMessage, fromJson, type JsonValue } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';

const codes = new WeakMap<ConnectError, Code>();
/** The JSON that is being decoded and its message type. Decoding is synchronous, so there is one at a time. */
let reading: { readonly input: DescMessage; readonly text: string } | undefined;

Object.defineProperty(ConnectError.prototype, 'code', {
  configurable: true,
  get(this: ConnectError): Code {
    return codes.get(this) ?? Code.Unknown;
  },
  set(this: ConnectError, code: Code) {
    const isDecodeError = code === Code.Internal && this.rawMessage.startsWith('parse binary: ');
    codes.set(this, isDecodeError ? Code.InvalidArgument : code);
    if (!reading || code !== Code.InvalidArgument || !this.rawMessage.startsWith('cannot decode ')) return;
    const path = pathOfFault(reading.input, reading.text);
    if (path) Object.assign(this, { rawMessage: `${path}: ${this.rawMessage}` });
  },
});

/** A router whose methods name the field of a JSON request that cannot be read. */
export function withDecodeErrorFields(router: ConnectRouter): ConnectRouter {
  const naming: ConnectRouter = {
    ...router,
    service(service, implementation, options) {
      for (const method of service.methods) {
        const answer = (implementation as Record<string, ((...given: never[]) => unknown) | undefined>)[
          method.localName
        ];
        // Connect accepts a decoder, although its types do not declare it.
        const jsonOptions = { ...options?.jsonOptions, textDecoder: decoderOf(method.input) };
        if (answer) router.rpc(method, answer.bind(implementation) as never, { ...options, jsonOptions });
      }
      return naming;
    },
  };
  return naming;
}

function decoderOf(input: DescMessage) {
  const decoder = new TextDecoder();
  return {
    decode(bytes: Uint8Array): string {
      const text = decoder.decode(bytes);
      reading = { input, text };
      queueMicrotask(() => {
        reading = undefined;
      });
      return text;
    },
  };
}

/** Dotted proto names of the first field whose JSON cannot be decoded; undefined for the whole message or invalid JSON. */
function pathOfFault(desc: DescMessage, text: string): string | undefined {
  try {
    return faultIn(desc, JSON.parse(text));
  } catch {
    return undefined;
  }
}

function faultIn(desc: DescMessage, json: JsonValue): string | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const given = desc.fields.flatMap((field) =>
    [field.jsonName, field.name].flatMap((name) =>
      Object.hasOwn(json, name) ? { field, name, value: json[name]! } : [],
    ),
  );
  const wrong = given.find(({ name, value }) => !isReadable(desc, { [name]: value }));
  if (wrong) return [wrong.field.name, innerFault(wrong.field, wrong.value)].filter(Boolean).join('.');
  return given.find(({ field }, i) => field.oneof && given.slice(0, i).some((before) => isRival(field, before.field)))
    ?.field.name;
}

/** Whether the two are members of one oneof, of which only one may be set. */
const isRival = (a: DescField, b: DescField): boolean => a !== b && a.oneof === b.oneof;

function innerFault(field: DescField, value: JsonValue): string | undefined {
  const { message } = field;
  if (!message || field.fieldKind === 'map') return undefined;
  const items = field.fieldKind === 'list' && Array.isArray(value) ? value : [value];
  const wrong = items.find((item) => !isReadable(message, item));
  return wrong === undefined ? undefined : faultIn(message, wrong);
}

function isReadable(desc: DescMessage, json: JsonValue): boolean {
  try {
    fromJson(desc, json, { ignoreUnknownFields: true });
    return true;
  } catch {
    return false;
  }
}
