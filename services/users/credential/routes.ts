import type { ServiceImpl } from '@connectrpc/connect';
import type { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { type WriteContext, writeContextOf } from '#kit/rpc/write-context.ts';
import { type Claim, passwordNotice, requestReset } from '../auth/claim.ts';
import { limitRequests } from '../auth/limit.ts';
import { ClaimVoidError } from '../commits.ts';
import type { UserDependencies } from '../dependencies.ts';
import { passwordWrong, tokenInvalid } from '../errors.ts';
import type { Issuer } from '../session/issuer.ts';
import { endSession } from '../session/rules.ts';
import type { Credentials } from '../user/queries.ts';
import { checkPasswordOf, ownCounter } from './guarded.ts';

type Routes = Pick<ServiceImpl<typeof AuthService>, 'requestPasswordReset' | 'resetPassword' | 'changePassword'>;

export function passwordRoutes(parts: UserDependencies, issuer: Issuer): Routes {
  const { store, sessions, tokens, passwords, security } = parts;
  return {
    /** Does not look the address up, so that neither the answer nor its timing reveals whether it is known. */
    async requestPasswordReset(request, context) {
      const write = writeContextOf(context);
      await limitRequests(parts, 'reset', context);
      return store.commitClaim(write, requestReset(request.email, write), {});
    },

    async resetPassword(request, context) {
      const write = writeContextOf(context);
      const claimId = tokens.openMail(request.token);
      const claim = claimId ? await store.claim(claimId, write.now.epochMilliseconds) : undefined;
      const known = claim?.kind === 'reset' ? await store.credentials(claim.email) : undefined;
      if (!claim || !known) throw linkInvalid();
      const { id: userId, email, name } = known.user;
      await passwords.assertStrong(request.password, 'password', [email, name]);
      const own = { ...write, actorId: userId };
      await setPassword(own, known, request.password, { claim });
      await security.record(context, request, { kind: 'password_reset', outcome: 'success', userId });
      return {};
    },

    async changePassword(request, context) {
      const write = writeContextOf(context);
      const { userId, sessionId } = callerOf(context);
      const fact = { kind: 'password_change', userId } as const;
      const known = await checkPasswordOf(parts, {
        counters: ownCounter(`user:${userId}`),
        password: request.currentPassword,
        find: () => store.credentialsOf(userId),
        onFailure: () => security.record(context, request, { ...fact, outcome: 'failure' }),
      });
      if (!known) throw passwordWrong('current_password');
      const { email, name } = known.user;
      await passwords.assertStrong(request.newPassword, 'new_password', [email, name]);
      await setPassword(write, known, request.newPassword, { keep: sessionId });
      await security.record(context, request, { ...fact, outcome: 'success' });
      return {};
    },
  };

  /**
   * Sets the password and ends the other sessions. A session that begins meanwhile with the old password is either in
   * the second list of sessions or is rejected because of the new epoch. Errors: TOKEN_INVALID.
   */
  async function setPassword(
    write: WriteContext,
    known: Credentials,
    password: string,
    { claim, keep }: { readonly claim?: Claim; readonly keep?: string },
  ): Promise<void> {
    const { id: userId } = known.user;
    const others = async () => (await sessions.of(userId)).filter((id) => id !== keep);
    const before = await others();
    const next = {
      passwordHash: await passwords.hash(password),
      notice: passwordNotice(known.user, write),
      events: before.map((id) => endSession(id, userId, write)),
      ...(claim && { claim }),
    };
    await store.commitPassword(write, known, next, {}).catch((error: unknown) => {
      throw error instanceof ClaimVoidError ? linkInvalid() : error;
    });
    if (keep) await sessions.renew(keep, known.epoch + 1n);
    await issuer.endAll(write, userId, [...new Set([...before, ...(await others())])], before);
  }
}

const linkInvalid = () => tokenInvalid('This link was used before or has expired. Request a new one.');
