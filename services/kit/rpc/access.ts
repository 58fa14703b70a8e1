/** Enforces the access rule of each method's contract, and determines what the caller may see and change. */
import { getOption } from '@bufbuild/protobuf';
import { createContextKey, type HandlerContext, type Interceptor } from '@connectrpc/connect';
import { Audience, rule } from '#gen/melo/access/v1/access_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { peerOf, type VerifyToken } from './authentication.ts';
import { errors } from './errors.ts';
import { isReflection } from './reflection.ts';
import type { Revocations } from './revocations.ts';
import type { Token } from './token.ts';

/** The caller of a method and what the method's rule lets them reach. */
export type Caller = {
  readonly userId: string;
  readonly sessionId: string;
  /** When the access token ends, in milliseconds since 1970; streams end then at the latest unless renewed. */
  readonly token: Token | undefined;
  /** Households that the caller may see; every store query filters by them. */
  readonly visible: readonly string[];
  /** The requested household, or the default one when empty. Errors: NOT_FOUND, ROLE_TOO_LOW. */
  requireHousehold(householdId: string): string;
  /** Returns the resource that a store found in a visible household if the caller's role suffices. Errors: NOT_FOUND, ROLE_TOO_LOW. */
  requireRole<Found extends { readonly householdId: string }>(found: Found | undefined, noun: string): Found;
};

const anyone: Caller = {
  userId: '',
  sessionId: '',
  token: undefined,
  visible: [],
  requireHousehold: () => {
    throw errors.signInRequired();
  },
  requireRole: (_found, noun) => {
    throw errors.notFound(noun);
  },
};

export const callerKey = createContextKey<Caller>(anyone, { description: 'caller' });

export const callerOf = (context: Pick<HandlerContext, 'values'>): Caller => context.values.get(callerKey);

const least: Readonly<Record<number, Role>> = {
  [Audience.UNSPECIFIED]: Role.UNSPECIFIED,
  [Audience.PUBLIC]: Role.UNSPECIFIED,
  [Audience.SIGNED_IN]: Role.UNSPECIFIED,
  [Audience.VIEWER]: Role.VIEWER,
  [Audience.EDITOR]: Role.EDITOR,
  [Audience.OWNER]: Role.OWNER,
};

/** Processes that forward users' calls. */
const FRONT = new Set(['edge', 'mesh']);

/** `guardsReflection`: gRPC reflection is for signed-in callers only. */
export function accessInterceptor(
  verify: VerifyToken,
  revocations: Revocations,
  { guardsReflection = false } = {},
): Interceptor {
  return (next) => async (request) => {
    if (isHealth(request.service.typeName)) return next(request);
    if (isReflection(request.service.typeName)) {
      if (guardsReflection && !(await tokenOf(request.header, verify, revocations))) throw errors.signInRequired();
      return next(request);
    }
    const admitted = getOption(request.method, rule);
    const peer = peerOf(request.header);
    if (admitted.processes.length > 0) {
      if (!peer || !admitted.processes.includes(peer)) throw errors.processNotAllowed();
      return next(request);
    }
    if (!peer || !FRONT.has(peer) || admitted.audience === Audience.UNSPECIFIED) throw errors.processNotAllowed();
    const isPublic = admitted.audience === Audience.PUBLIC;
    const token = await tokenOf(request.header, verify, revocations, isPublic);
    if (!isPublic && !token) throw errors.signInRequired();
    if (token) request.contextValues.set(callerKey, caller(token, least[admitted.audience] ?? Role.OWNER));
    return next(request);
  };
}

/** Health checks have no rule. They arrive on the process's own socket, without a sidecar. */
export const isHealth = (service: string): boolean => service === 'grpc.health.v1.Health';

/** Methods that need no token ignore one of an ended session: signing out must not require signing in. */
async function tokenOf(
  header: Headers,
  verify: VerifyToken,
  revocations: Revocations,
  isPublic = false,
): Promise<Token | undefined> {
  const bearer = /^Bearer (\S+)$/i.exec(header.get('authorization') ?? '')?.[1];
  if (!bearer) return undefined;
  const token = await verify(bearer);
  if (!token || !revocations.isRevoked(token)) return token;
  if (isPublic) return undefined;
  throw errors.sessionEnded();
}

/** The caller of a token, for a method that needs at least the role `needed`. */
export function caller(token: Token, needed: Role): Caller {
  const { households, defaultHousehold, userId, sessionId } = token;
  const demand = (id: string): string => {
    if ((households.get(id) ?? Role.UNSPECIFIED) < needed) throw errors.roleTooLow();
    return id;
  };
  return {
    userId,
    sessionId,
    token,
    visible: [...households.keys()],
    requireHousehold: (householdId) => {
      const id = householdId || defaultHousehold;
      if (!households.has(id)) throw errors.notFound('household');
      return demand(id);
    },
    requireRole: (found, noun) => {
      if (!found || !households.has(found.householdId)) throw errors.notFound(noun);
      demand(found.householdId);
      return found;
    },
  };
}
