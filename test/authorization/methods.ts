/** The methods of the contracts grouped for the authorization tests, with the expected errors. */
import { type DescMethod, getOption } from '@bufbuild/protobuf';
import { Audience, rule } from '#gen/melo/access/v1/access_pb.ts';
import { EDGE, gateway, ownerOf } from '#infra/topology.ts';
import { contractsOfCode, isInternal } from '../../mesh/schema/contracts.ts';
import type { Outcome } from './ask.ts';
import type { Home } from './resources.ts';

export const methods = (await contractsOfCode()).services.flatMap((service) => service.methods);

export const audienceOf = (method: DescMethod): Audience => getOption(method, rule).audience;

/** Public methods that always return the same, so that they reveal nothing. */
const SILENT: ReadonlySet<string> = new Set(['Register', 'RequestPasswordReset', 'SignOut']);
/** Methods that require the caller's password; the cases send a wrong one. */
const PROVEN: ReadonlySet<string> = new Set(['ChangePassword', 'DeleteMe']);

/** What a public method says to a wrong credential. */
export const wrongAs = ({ name }: DescMethod): string => (SILENT.has(name) ? 'OK' : 'Unauthenticated');

/** The outcome for an authorized caller with the request of the case. */
export const grantedAs = ({ name }: DescMethod): [code: string, reason?: string] =>
  PROVEN.has(name) ? ['InvalidArgument', 'CREDENTIALS_WRONG'] : ['OK'];

/** Processes that may call a method. */
export const callersOf = (method: DescMethod): readonly string[] =>
  isInternal(method) ? getOption(method, rule).processes : [EDGE, gateway.name];

export const internal = methods.filter(isInternal);
export const open = methods.filter((method) => audienceOf(method) === Audience.PUBLIC);
/** Methods that require a user's token. */
export const guarded = methods.filter((method) => audienceOf(method) >= Audience.SIGNED_IN);
/** Methods that require a role in a household. */
export const ofRole = methods.filter((method) => audienceOf(method) >= Audience.VIEWER);

export const pathOf = ({ parent, name }: DescMethod): string => `/${parent.typeName}/${name}`;
export const processOf = ({ parent }: DescMethod): string => ownerOf(parent.typeName);

/** One method that only reads, of every process that has one. */
export const oneReadOfEach: readonly DescMethod[] = [
  ...Map.groupBy(
    guarded.filter(({ methodKind, name }) => methodKind === 'unary' && /^(Get|List)/.test(name)),
    processOf,
  ).values(),
].map(([first]) => first!);

/** Reads, then writes, then what deletes, then the household itself: the order in which all of them can succeed. */
export const inOrder: readonly DescMethod[] = guarded.toSorted((a, b) => rankOf(a) - rankOf(b));

function rankOf({ name }: DescMethod): number {
  if (name === 'DeleteHousehold') return 3;
  if (/^(Delete|Revert)/.test(name)) return 2;
  return /^(Get|List|BatchGet)/.test(name) ? 0 : 1;
}

/** The outcome for a caller who is not a member: methods about the caller succeed, and batches leave out what is not visible. */
export function hiddenAs(method: DescMethod): [code: string, reason?: string] {
  const { name, parent, input } = method;
  if (!ofRole.includes(method) || name.startsWith('BatchGet')) return grantedAs(method);
  // A file is no resource of its own: its account is one of the request's fields.
  const ofFile = parent.name === 'ImportService' && input.fields.some((field) => field.name === 'account_id');
  return ofFile ? ['InvalidArgument', 'ACCOUNT_UNKNOWN'] : ['NotFound', 'NOT_FOUND'];
}

/** A complaint when the outcome of a call is not the expected one. */
export function wanted(
  who: string,
  method: DescMethod,
  outcome: Outcome,
  [code, reason]: readonly [code: string, reason?: string],
): string | undefined {
  if (outcome.code === code && (reason === undefined || outcome.reason === reason)) return undefined;
  return `${who}, ${pathOf(method)}: ${outcome.code} ${outcome.reason} ${outcome.text} ${outcome.answer.slice(0, 200)}`;
}

/** What a text names of a household. */
export const mentions = (home: Home, text: string): string[] =>
  Object.entries(home).flatMap(([what, id]) => (text.includes(id) ? [what] : []));

/** A complaint when an answer names anything of a household. */
export function leak(who: string, method: DescMethod, { answer, text }: Outcome, home: Home): string | undefined {
  const leaked = mentions(home, answer + text);
  return leaked.length > 0 ? `${who} learns by ${pathOf(method)}: ${leaked}` : undefined;
}
