/** Whether an answer is right for a request, by what the contract says of the request. */
import type { DescMethod } from '@bufbuild/protobuf';
import { open, pathOf } from '../authorization/methods.ts';
import type { Request, Try } from './attempts.ts';
import type { Spot } from './field-paths.ts';
import { type Verdict, verdictOn } from './oracle.ts';
import type { Told } from './responses.ts';

/** What is wrong with the answer, in words. */
export function judged(tried: Try, request: Request, told: Told): string | undefined {
  const wrong = wrongWith(tried, verdictOn(tried.method, request), told);
  if (!wrong) return undefined;
  const { method, spot, what } = tried;
  const { code, reason, fields, text } = told;
  const answer = `${code} ${reason} [${fields}] ${text.slice(0, 200)}`;
  return `${pathOf(method)} ${spot?.path ?? ''} = ${what.slice(0, 80)}, ${request.wire}: ${wrong}: ${answer}`;
}

function wrongWith(tried: Try, verdict: Verdict, told: Told): string | undefined {
  if (verdict.kind === 'valid') return unjust(tried, told);
  if (verdict.kind === 'too large') return isTooLarge(told) ? undefined : 'it is too large';
  if (verdict.kind === 'unreadable') {
    if (told.code !== 'InvalidArgument') return 'it cannot be read';
    // Of bytes, and of text that is no JSON, nobody can say where the fault stands.
    return verdict.isJson && tried.spot && !names(told, tried.spot) ? 'its field is not named' : undefined;
  }
  if (told.code !== 'InvalidArgument') return `it breaks the rules of ${verdict.paths}`;
  return verdict.paths.some((path) => told.fields.includes(path)) ? undefined : `not named: ${verdict.paths}`;
}

const isTooLarge = ({ code, text }: Told): boolean => code === 'ResourceExhausted' && /too large|maximum/.test(text);

/** By its name in JSON or in the proto, as a word of its own. */
const names = ({ text, fields }: Told, { path, field }: Spot): boolean =>
  fields.includes(path) || new RegExp(`\\b(${field.jsonName}|${field.name})\\b`).test(text);

/** Codes that say how things stand, which no contract knows; each with its reason. */
const HONEST = ['NotFound', 'FailedPrecondition', 'AlreadyExists', 'Aborted'];

/** What is wrong with the answer to a valid request. */
function unjust(tried: Try, told: Told): string | undefined {
  const { code, reason, rules, fields } = told;
  if (code === 'OK') return undefined;
  if (rules.length > 0) return `it breaks no ${rules}`;
  if (code === 'InvalidArgument')
    return reason !== '' || concerns(tried, fields) ? undefined : 'its field is not named';
  // Passwords and tokens that are none of anybody's.
  if (code === 'Unauthenticated' && isOpen(tried.method) && reason !== '') return undefined;
  return HONEST.includes(code) && reason !== '' ? undefined : 'it is valid';
}

const isOpen = (method: DescMethod): boolean => open.includes(method);

/** Whether one of the fields named is the one that was changed, holds it, or is held by it. */
const concerns = ({ spot }: Try, fields: readonly string[]): boolean =>
  fields.some((field) => !spot || `${spot.path}.`.startsWith(`${field}.`) || `${field}.`.startsWith(`${spot.path}.`));
