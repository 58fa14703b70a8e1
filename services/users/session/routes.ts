import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { AuthService, SignOutRequest } from '#gen/melo/users/v1/auth_service_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { checkPasswordOf, signInCounters } from '../credential/guarded.ts';
import type { UserDependencies } from '../dependencies.ts';
import { credentialsWrong, refreshReused, tokenInvalid } from '../errors.ts';
import { canonicalEmail } from '../user/email.ts';
import type { Issuer } from './issuer.ts';

type Routes = Pick<ServiceImpl<typeof AuthService>, 'signIn' | 'refreshSession' | 'signOut'>;

export function sessionRoutes(parts: UserDependencies, issuer: Issuer): Routes {
  const { store, sessions, tokens, cookies, security } = parts;
  return {
    async signIn(request, context) {
      const email = canonicalEmail(request.email);
      const known = await checkPasswordOf(parts, {
        counters: signInCounters(parts, email, context),
        password: request.password,
        find: () => store.credentials(email),
        async onFailure(found, locks) {
          const userId = found?.user.id ?? '';
          await security.record(context, request, { kind: 'sign_in', outcome: 'failure', userId });
          if (locks) await security.record(context, request, { kind: 'lock_out', outcome: 'failure', userId });
        },
      });
      if (!known) throw credentialsWrong();
      const session = await issuer.begin(writeContextOf(context), known, request.delivery, context);
      const { sessionId } = session;
      await security.record(context, request, {
        kind: 'sign_in',
        outcome: 'success',
        userId: known.user.id,
        sessionId,
      });
      return session;
    },

    async refreshSession(request, context) {
      const fromCookie = request.refreshToken === '';
      const given = tokens.openRefresh(request.refreshToken || cookies.refresh.read(context.requestHeader));
      if (!given) throw tokenInvalid('Please sign in.');
      const { sessionId } = given;
      const { state, generation, userId, epoch } = await sessions.rotate(
        sessionId,
        given.generation,
        request.requestId,
      );
      if (state === 'reused') {
        await issuer.endAll(writeContextOf(context), userId, [sessionId]);
        await security.record(context, request, { kind: 'refresh_reuse', outcome: 'failure', userId, sessionId });
        throw refreshReused();
      }
      if (state === 'gone') throw tokenInvalid('Your session has ended. Please sign in.');
      const pair = await issuer.issue(userId, sessionId, generation, epoch);
      return issuer.deliver(pair, fromCookie, context);
    },

    async signOut(request, context) {
      context.responseHeader.append('set-cookie', cookies.refresh.clear());
      const session = await sessionOf(request, context);
      if (session) await issuer.endAll(writeContextOf(context), session.userId, [session.sessionId]);
      return {};
    },
  };

  /** Which session a sign-out ends: any generation of a refresh token proves that it was the caller's. */
  async function sessionOf({ refreshToken }: SignOutRequest, context: HandlerContext) {
    const caller = callerOf(context);
    if (refreshToken === '' && caller.sessionId) return caller;
    const given = tokens.openRefresh(refreshToken || cookies.refresh.read(context.requestHeader));
    const userId = given && (await sessions.userOf(given.sessionId));
    return userId ? { sessionId: given.sessionId, userId } : undefined;
  }
}
