/** Which reasons of errors a method's contract names. */
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { Reason, ReasonSchema } from '#gen/melo/access/v1/reason_pb.ts';
import { commentOf, imageOfSources } from '../../mesh/loader.ts';
import { pathOf } from './denial-methods.ts';

/** What any method may answer for how the caller, the process or the request ID stands, whatever the method is about. */
const OF_EVERY_METHOD = [
  Reason.REQUEST_ID_REUSED,
  Reason.REQUEST_ALREADY_DONE,
  Reason.ROLE_TOO_LOW,
  Reason.SIGN_IN_REQUIRED,
  Reason.SESSION_ENDED,
  Reason.PROCESS_REFUSED,
  Reason.PAGE_TOKEN_INVALID,
  Reason.RATE_LIMITED,
  Reason.DEPENDENCY_UNAVAILABLE,
  Reason.OVERLOADED,
];

/** A method's comment, with that of the method it refers to ("Errors: as CreateTransaction"). */
function contractOf(service: DescService, name: string): string {
  const comment = commentOf(service.methods.find((method) => method.name === name)!) ?? '';
  const [, other] = /\bas ([A-Z]\w+)/.exec(comment) ?? [];
  const referred = service.methods.find((method) => method.name === other);
  return referred ? `${comment} ${commentOf(referred)}` : comment;
}

const nameOf = (reason: Reason): string =>
  (ReasonSchema.value[reason]?.name ?? '').slice((ReasonSchema.sharedPrefix ?? '').length);
const common = new Set(OF_EVERY_METHOD.map(nameOf));

/** The reasons that methods gave and whose contracts do not name them, as `path: REASON`. */
export async function unnamed(
  given: readonly { readonly method: DescMethod; readonly reason: string }[],
): Promise<string[]> {
  const image = await imageOfSources();
  const found = given.filter(({ method, reason }) => {
    if (reason === '' || common.has(reason)) return false;
    return !new RegExp(`\\b${reason}\\b`).test(contractOf(image.getService(method.parent.typeName)!, method.name));
  });
  return [...new Set(found.map(({ method, reason }) => `${pathOf(method)}: ${reason}`))].sort();
}
