/** Assigns the errors of a failed request to the fields of a form. Pure. */
import type { Failure } from '../../api/errors.ts';

type FieldMessage = { readonly field: string; readonly message: string };

export type ErrorPlaces = {
  /** The request's field that holds the form's values, such as "user"; none when they are fields of the request itself. */
  readonly resource?: string;
  /** The form's field by reason, for reasons that concern one field; with a message when the form has a better one. */
  readonly reasons?: Readonly<Record<string, string | FieldMessage>>;
};

export type PlacedErrors = {
  /** By the form's field, as in `form.errors`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Errors that belong to no field of the form. */
  readonly message?: string;
};

/** Assigns a failure's messages to the fields of a form with these values. Violations of inner fields belong to the field that holds them. */
export function placeErrors(
  failure: Failure,
  values: object,
  { resource, reasons = {} }: ErrorPlaces = {},
): PlacedErrors {
  const place = reasons[failure.reason];
  if (typeof place === 'string') return { fields: { [place]: failure.text } };
  if (place) return { fields: { [place.field]: place.message } };
  const fields: Record<string, string> = {};
  const others: string[] = [];
  for (const [path, message] of Object.entries(failure.fields)) {
    const place = fieldOf(path, values, resource);
    if (place === '') others.push(message);
    else fields[place] ??= message;
  }
  if (others.length > 0) return { fields, message: others.join(' ') };
  return Object.keys(fields).length > 0 ? { fields } : { fields, message: failure.text };
}

/** The form's field of a request's path: "budget.lines.0.limit.minor_units" is "lines.0.limit". Empty when the form has none. */
function fieldOf(path: string, values: object, resource: string | undefined): string {
  const segments = path
    .split('.')
    .map((segment) => segment.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
  if (segments[0] === resource) segments.shift();
  const found: string[] = [];
  let inner: unknown = values;
  for (const segment of segments) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, segment)) break;
    found.push(segment);
    inner = (inner as Record<string, unknown>)[segment];
  }
  return found.join('.');
}
