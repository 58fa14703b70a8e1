/** AuthService: passwords are reset by a mailed link and changed by who knows the current one. */

import type { Message } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import {
  type AuthService,
  ChangePasswordResponseSchema,
  RequestPasswordResetResponseSchema,
  ResetPasswordResponseSchema,
} from '#gen/melo/users/v1/auth_service_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { type WriteContext, writeContextOf } from '#kit/rpc/write-context.ts';
import { type Claim, passwordNotice, requestReset } from '../auth/claim.ts';
import { limitRequests } from '../auth/limit.ts';
import type { UserDependencies } from '../dependencies.ts';
import { passwordWrong, tokenInvalid } from '../errors.ts';
import type { Issuer } from '../session/issuer.ts';
import { endSession } from '../session/rules.ts';
import { ClaimVoidError } from '../store.ts';
import type { Credentials } from '../user/queries.ts';
import { checkPasswordOf, ownCounter } from './guarded.ts';

type Routes = Pick<ServiceImpl<typeof AuthService>, 'requestPasswordReset' | 'resetPassword' | 'changePassword'>;

export function passwordRoutes(parts: UserDependencies, issuer: Issuer): Routes {
  const { store, sessions, tokens, passwords, security } = parts;
  return {
    /** Nothing here looks at whether the address is known, so neither answer nor timing can tell. */
    async requestPasswordReset(request, context) {
      await limitRequests(parts, 'reset', context);
      const act = writeContextOf(context);
      return store.commitClaim(act, requestReset(request.email, act), create(RequestPasswordResetResponseSchema));
    },

    async resetPassword(request, context) {
      const act = writeContextOf(context);
      const claimId = tokens.openMail(request.token);
      const claim = claimId ? await store.claim(claimId, act.now.epochMilliseconds) : undefined;
      const known = claim?.kind === 'reset' ? await store.credentials(claim.email) : undefined;
      if (!claim || !known) throw linkInvalid();
      const { id: userId, email, name } = known.user;
      await passwords.assertStrong(request.password, 'password', [email, name]);
      const own = { ...act, actorId: userId };
      const response = await setPassword(own, known, request.password, create(ResetPasswordResponseSchema), { claim });
      await security.record(context, request, { kind: 'password_reset', outcome: 'success', userId });
      return response;
    },

    async changePassword(request, context) {
      const act = writeContextOf(context);
      const { userId, sessionId } = callerOf(context);
      const fact = { kind: 'password_change', userId } as const;
      const known = await checkPasswordOf(
        parts,
        ownCounter(`user:${userId}`),
        request.currentPassword,
        () => store.credentialsOf(userId),
        () => security.record(context, request, { ...fact, outcome: 'failure' }),
      );
      if (!known) throw passwordWrong('current_password');
      const { email, name } = known.user;
      await passwords.assertStrong(request.newPassword, 'new_password', [email, name]);
      const answer = create(ChangePasswordResponseSchema);
      const response = await setPassword(act, known, request.newPassword, answer, { keep: sessionId });
      await security.record(context, request, { ...fact, outcome: 'success' });
      return response;
    },
  };

  /**
   * The new password and the end of the other sessions. Who signs in meanwhile with the old one is either in the second list of
   * sessions or finds the new epoch. Errors: TOKEN_INVALID.
   */
  async function setPassword<Answer extends Message>(
    act: WriteContext,
    known: Credentials,
    password: string,
    answer: Answer,
    { claim, keep }: { readonly claim?: Claim; readonly keep?: string },
  ): Promise<Answer> {
    const { id: userId } = known.user;
    const others = async () => (await sessions.of(userId)).filter((id) => id !== keep);
    const before = await others();
    const next = {
      passwordHash: await passwords.hash(password),
      notice: passwordNotice(known.user, act),
      events: before.map((id) => endSession(id, userId, act)),
      ...(claim && { claim }),
    };
    await store.commitPassword(act, known, next, answer).catch((error: unknown) => {
      throw error instanceof ClaimVoidError ? linkInvalid() : error;
    });
    if (keep) await sessions.renew(keep, known.epoch + 1n);
    await issuer.endAll(act, userId, [...new Set([...before, ...(await others())])], before);
    return answer;
  }
}

const linkInvalid = () => tokenInvalid('This link was used before or has expired. Request a new one.');
