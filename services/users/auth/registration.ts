import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { AuthService, VerifyEmailRequest } from '#gen/melo/users/v1/auth_service_pb.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { ClaimVoidError } from '../commits.ts';
import { checkPasswordOf, ownCounter } from '../credential/guarded.ts';
import type { UserDependencies } from '../dependencies.ts';
import { alreadyVerified, credentialsWrong, passwordRequired, tokenInvalid } from '../errors.ts';
import { createHousehold, householdName } from '../household/rules.ts';
import type { Issuer } from '../session/issuer.ts';
import { createUser } from '../user/rules.ts';
import { type Claim, requestRegistration } from './claim.ts';
import { limitRequests } from './limit.ts';

type Routes = Pick<ServiceImpl<typeof AuthService>, 'register' | 'verifyEmail'>;

export function registrationRoutes(parts: UserDependencies, issuer: Issuer): Routes {
  const { store, tokens, cookies, passwords } = parts;
  return {
    /** Nothing here looks at whether the address is known, so neither answer nor timing can tell. */
    async register(request, context) {
      const write = writeContextOf(context);
      await limitRequests(parts, 'register', context);
      await passwords.assertStrong(request.password, 'password', [request.email, request.name]);
      const registration = requestRegistration(request, await passwords.hash(request.password), write);
      const response = await store.commitClaim(write, registration, {});
      // Only of a claim that is kept: a repeated request has made no other.
      context.responseHeader.append('set-cookie', cookies.registration.set(tokens.registration(registration.claim.id)));
      return response;
    },

    async verifyEmail(request, context) {
      const write = writeContextOf(context);
      const claim = await claimOf(request.token, write.now.epochMilliseconds);
      await proveOwner(claim, request, context);
      const user = createUser(claim, write);
      const { locale, timeZone, baseCurrency } = claim.registration!;
      const household = createHousehold(
        { name: householdName(locale), baseCurrency, timeZone, locale },
        user.after.id,
        0,
        write,
      );
      // The tokens are in no record: a repeated request gets none, and its caller signs in.
      await store.commitRegistration(write, { claim, user, household }, {}).catch(async (error: unknown) => {
        throw error instanceof ClaimVoidError ? await voidLink(claim.id) : error;
      });
      context.responseHeader.append('set-cookie', cookies.registration.clear());
      return issuer.begin(write, { user: user.after, epoch: 0n }, request.delivery, context);
    },
  };

  async function claimOf(token: string, nowMs: number): Promise<Claim> {
    const claimId = tokens.openMail(token);
    const claim = claimId ? await store.claim(claimId, nowMs) : undefined;
    if (claim?.kind !== 'registration') throw await voidLink(claimId);
    return claim;
  }

  /** Whoever holds a link may know that its address is verified: it was mailed there. */
  async function voidLink(claimId: string | undefined): Promise<Error> {
    const wasVerified = claimId !== undefined && (await store.wasVerified(claimId));
    return wasVerified ? alreadyVerified() : tokenInvalid('This link was used before or has expired.');
  }

  /** The link proves the address. The password or cookie of the registration proves that its holder also registered. */
  async function proveOwner(claim: Claim, request: VerifyEmailRequest, context: HandlerContext): Promise<void> {
    if (tokens.isRegistration(cookies.registration.read(context.requestHeader), claim.id)) return;
    if (request.password === '') throw passwordRequired();
    const found = await checkPasswordOf(parts, {
      counters: ownCounter(`claim:${claim.id}`),
      password: request.password,
      find: async () => claim.registration,
      onFailure: async () => {},
    });
    if (!found) throw credentialsWrong();
  }
}
