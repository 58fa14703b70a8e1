/** Whether an outcome is correct for a request, by the contract. */
import type { DescMethod } from '@bufbuild/protobuf';
import { open, pathOf } from '../authorization/methods.ts';
import type { Request, Try } from './attempts.ts';
import type { Spot } from './field-paths.ts';
import { type Verdict, verdictOn } from './oracle.ts';
import type { Outcome } from './responses.ts';

/** What is wrong with the answer, in words. */
export function judged(tried: Try, request: Request, outcome: Outcome): string | undefined {
  const wrong = wrongWith(tried, verdictOn(tried.method, request), outcome);
  if (!wrong) return undefined;
  const { method, spot, what } = tried;
  const { code, reason, fields, text } = outcome;
  const answer = `${code} ${reason} [${fields}] ${text.slice(0, 200)}`;
  return `${pathOf(method)} ${spot?.path ?? ''} = ${what.slice(0, 80)}, ${request.wire}: ${wrong}: ${answer}`;
}

function wrongWith(tried: Try, verdict: Verdict, outcome: Outcome): string | undefined {
  if (verdict.kind === 'valid') return unjust(tried, outcome);
  if (verdict.kind === 'too large') return isTooLarge(outcome) ? undefined : 'it is too large';
  if (verdict.kind === 'unreadable') {
    if (outcome.code !== 'InvalidArgument') return 'it cannot be read';
    // In undecodable bytes and invalid JSON no field can be named.
    return verdict.isJson && tried.spot && !names(outcome, tried.spot) ? 'its field is not named' : undefined;
  }
  if (outcome.code !== 'InvalidArgument') return `it breaks the rules of ${verdict.paths}`;
  return verdict.paths.some((path) => outcome.fields.includes(path)) ? undefined : `not named: ${verdict.paths}`;
}

const isTooLarge = ({ code, text }: Outcome): boolean => code === 'ResourceExhausted' && /too large|maximum/.test(text);

/** By its name in JSON or in the proto, as a word of its own. */
const names = ({ text, fields }: Outcome, { path, field }: Spot): boolean =>
  fields.includes(path) || new RegExp(`\\b(${field.jsonName}|${field.name})\\b`).test(text);

/** Codes that say how things stand, which no contract knows; each with its reason. */
const HONEST = ['NotFound', 'FailedPrecondition', 'AlreadyExists', 'Aborted'];

/** What is wrong with the answer to a valid request. */
function unjust(tried: Try, outcome: Outcome): string | undefined {
  const { code, reason, rules, fields } = outcome;
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
