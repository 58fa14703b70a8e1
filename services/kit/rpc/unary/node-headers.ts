/** Headers over the record that Node's HTTP/2 uses, without a conversion from or to web Headers. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';

type HeaderRecord = Record<string, string | string[] | undefined>;

/** What an HTTP field value may not contain (RFC 9110, 5.5). */
const INVALID_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const INVALID_NAME = /[^!#$%&'*+\-.^_`|~0-9A-Za-z]|^$/;

/** Behaves like the web's Headers. Pseudo-headers, such as `:path`, are not listed. */
export class NodeHeaders implements Headers {
  private readonly record: HeaderRecord;

  /** Uses `record` as it is; its keys are lower case. */
  constructor(record: IncomingHttpHeaders | HeaderRecord = {}) {
    this.record = record as HeaderRecord;
  }

  get(name: string): string | null {
    const value = this.record[name.toLowerCase()];
    if (value === undefined) return null;
    return typeof value === 'string' ? value : value.join(', ');
  }

  has(name: string): boolean {
    return this.record[name.toLowerCase()] !== undefined;
  }

  set(name: string, value: string): void {
    this.record[fieldName(name)] = fieldValue(value);
  }

  append(name: string, value: string): void {
    const key = fieldName(name);
    const text = fieldValue(value);
    const before = this.record[key];
    if (before === undefined) this.record[key] = key === 'set-cookie' ? [text] : text;
    else if (typeof before === 'string' && key !== 'set-cookie') this.record[key] = `${before}, ${text}`;
    else this.record[key] = [...(typeof before === 'string' ? [before] : before), text];
  }

  delete(name: string): void {
    delete this.record[name.toLowerCase()];
  }

  getSetCookie(): string[] {
    const value = this.record['set-cookie'] ?? [];
    return typeof value === 'string' ? [value] : [...value];
  }

  forEach(callback: (value: string, key: string, parent: Headers) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }

  /** Sorted by name; each cookie is an entry of its own. */
  *entries(): HeadersIterator<[string, string]> {
    for (const key of Object.keys(this.record).sort()) {
      const value = key.startsWith(':') ? undefined : this.record[key];
      if (value === undefined) continue;
      if (key === 'set-cookie') for (const cookie of this.getSetCookie()) yield [key, cookie];
      else yield [key, typeof value === 'string' ? value : value.join(', ')];
    }
  }

  *keys(): HeadersIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): HeadersIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries();
  }

  /** The fields of a request for Node's HTTP/2. */
  toNode(): OutgoingHttpHeaders {
    return this.record;
  }

  /** The fields of a response for Node's HTTP/2, with the trailing metadata of a Connect unary response. */
  toNodeResponse(status: number, trailer: NodeHeaders): OutgoingHttpHeaders {
    const fields: OutgoingHttpHeaders = { ':status': status, ...this.record };
    for (const key in trailer.record) fields[`trailer-${key}`] = trailer.record[key];
    return fields;
  }
}

function fieldName(name: string): string {
  if (INVALID_NAME.test(name)) throw new TypeError(`"${name}" is not a valid header name`);
  return name.toLowerCase();
}

function fieldValue(value: string): string {
  const text = String(value).trim();
  if (INVALID_VALUE.test(text)) throw new TypeError('a header value has characters that are not allowed');
  return text;
}
