/** AuthService: registration, verification, sign-in, refresh, sign-out, and the claim of mail tokens. */
import { create } from '@bufbuild/protobuf';
import { Code, type HandlerContext, type ServiceImpl } from '@connectrpc/connect';
import {
  type AuthService,
  ClaimMailTokenResponseSchema,
  RefreshSessionResponseSchema,
  type RegisterResponse,
  RegisterResponseSchema,
  SignInResponseSchema,
  SignOutResponseSchema,
  TokenDelivery,
  VerifyEmailResponseSchema,
} from '#gen/melo/users/v1/auth_service_pb.ts';
import { UsersReason, UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import { callerOf } from '#kit/access.ts';
import { type Act, actOf } from '#kit/act.ts';
import { type Clock, timestamp } from '#kit/clock.ts';
import { refusal, refuse } from '#kit/refuse.ts';
import type { RefreshCookie } from '../cookie.ts';
import { createHousehold } from '../household.ts';
import { checkPassword, hashPassword, passwordMatches } from '../password.ts';
import { endSession } from '../session.ts';
import type { SessionStore } from '../sessions.ts';
import { type Claim, EmailTaken, type UserStore } from '../store.ts';
import type { Tokens } from '../token.ts';
import { canonicalEmail, registerUser, requestVerification, verifyEmail } from '../user.ts';

const CLAIM_LIFETIME_MS = 24 * 3600_000;
/** Sign-ins of one mail address within a quarter of an hour, of which none succeeded. */
const TRIES = { perEmail: 10, windowSeconds: 900 } as const;
/** The same of one network address, and registrations; many people may be behind one. */
export const TRIES_PER_ADDRESS = 100;

export type AuthParts = {
  store: UserStore;
  sessions: SessionStore;
  tokens: Tokens;
  cookie: RefreshCookie;
  clock: Clock;
  triesPerAddress?: number;
};

export function authRoutes({
  store,
  sessions,
  tokens,
  cookie,
  clock,
  triesPerAddress = TRIES_PER_ADDRESS,
}: AuthParts): ServiceImpl<typeof AuthService> {
  return {
    async register(request, context) {
      checkPassword(request.password, request.email, request.name);
      const act = actOf(context);
      await limit(sessions, `register:${address(context)}`, triesPerAddress);
      const passwordHash = await hashPassword(request.password);
      const answer = create(RegisterResponseSchema);
      const known = await store.credentials(canonicalEmail(request.email));
      if (known) return remind(act, known.user, answer);
      const claim = newClaim(act);
      const user = registerUser(request, claim.id, act);
      const wanted = {
        name: request.name,
        baseCurrency: request.baseCurrency || 'EUR',
        timeZone: request.timeZone,
        locale: request.locale,
      };
      const household = createHousehold(wanted, user.after.id, 0, act);
      try {
        return await store.register(act, user, household, passwordHash, { ...claim, userId: user.after.id }, answer);
      } catch (error) {
        // Another request registered the address meanwhile; the answer is the same.
        if (error instanceof EmailTaken) return answer;
        throw error;
      }
    },

    async verifyEmail({ token }, context) {
      const act = actOf(context);
      const claimId = tokens.openMail(token);
      const claim = claimId ? await store.claim(claimId) : undefined;
      const before =
        claim && !claim.used && claim.expireMs > act.now.epochMilliseconds ? await store.user(claim.userId) : undefined;
      if (!claim || !before) throw tokenInvalid('This link was used before or has expired. Sign in to get a new one.');
      return store.commitUser(act, verifyEmail(before, act), create(VerifyEmailResponseSchema), claim.id);
    },

    async signIn({ email, password, delivery }, context) {
      const act = actOf(context);
      const name = canonicalEmail(email);
      await limit(sessions, `signin:${address(context)}`, triesPerAddress);
      await limit(sessions, `signin:${name}`, TRIES.perEmail);
      const known = await store.credentials(name);
      if (!(await passwordMatches(password, known?.passwordHash)) || !known) {
        throw refusal(
          Code.Unauthenticated,
          UsersReasonSchema,
          UsersReason.CREDENTIALS_WRONG,
          'The address or the password is wrong.',
        );
      }
      if (!known.user.emailVerified) {
        await remind({ ...act, ticket: undefined }, known.user, create(RegisterResponseSchema));
        throw refusal(
          Code.FailedPrecondition,
          UsersReasonSchema,
          UsersReason.EMAIL_NOT_VERIFIED,
          'Please verify your address first. We have sent you the link again.',
        );
      }
      await sessions.forgive(`signin:${name}`);
      const sessionId = act.id();
      await sessions.open(sessionId, known.user.id);
      const pair = await issue(known.user.id, sessionId, 1);
      return create(SignInResponseSchema, deliver(pair, delivery === TokenDelivery.COOKIE, context));
    },

    async refreshSession({ refreshToken, requestId }, context) {
      const fromCookie = refreshToken === '';
      const given = tokens.openRefresh(refreshToken || cookie.read(context.requestHeader.get('cookie')));
      if (!given) throw tokenInvalid('Please sign in.');
      const { state, generation, userId } = await sessions.rotate(given.sessionId, given.generation, requestId);
      if (state === 'reused') {
        const act = actOf(context);
        await store.commitTold(
          { ...act, ticket: undefined },
          [endSession(given.sessionId, userId, act)],
          create(RefreshSessionResponseSchema),
        );
        throw refusal(
          Code.Unauthenticated,
          UsersReasonSchema,
          UsersReason.REFRESH_REUSED,
          'This session was ended to protect you. Please sign in again.',
        );
      }
      if (state === 'gone') throw tokenInvalid('Your session has ended. Please sign in.');
      const pair = await issue(userId, given.sessionId, generation);
      return create(RefreshSessionResponseSchema, deliver(pair, fromCookie, context));
    },

    async signOut(_request, context) {
      const { sessionId, userId } = callerOf(context);
      const act = actOf(context);
      await sessions.end(sessionId);
      context.responseHeader.append('set-cookie', cookie.clear());
      return store.commitTold(act, [endSession(sessionId, userId, act)], create(SignOutResponseSchema));
    },

    async claimMailToken({ claimId }) {
      const claim = await store.claim(claimId);
      const user =
        claim && !claim.used && claim.expireMs > clock().epochMilliseconds ? await store.user(claim.userId) : undefined;
      if (!user) throw refuse.notFound('claim');
      return create(ClaimMailTokenResponseSchema, {
        email: user.email,
        name: user.name,
        locale: user.locale,
        token: tokens.mail(claimId),
      });
    },
  };

  async function issue(userId: string, sessionId: string, generation: number): Promise<Pair> {
    const nowMs = Date.now();
    const households = await store.households(await store.householdIdsOf(userId));
    const access = await tokens.access(userId, sessionId, households, await store.defaultHousehold(userId), nowMs);
    return { access, refresh: tokens.refresh(sessionId, generation) };
  }

  function deliver({ access, refresh }: Pair, byCookie: boolean, context: HandlerContext) {
    if (byCookie) context.responseHeader.append('set-cookie', cookie.set(refresh));
    return {
      accessToken: access.token,
      accessTokenExpireTime: timestamp(access.expire),
      refreshToken: byCookie ? '' : refresh,
    };
  }

  /** A known address that is not verified gets its link again; a verified one gets nothing. */
  async function remind(act: Act, user: User, answer: RegisterResponse): Promise<RegisterResponse> {
    if (user.emailVerified) return store.commitTold(act, [], answer);
    const claim = { ...newClaim(act), userId: user.id };
    return store.commitClaim(act, claim, [requestVerification(user, claim.id, { ...act, actorId: user.id })], answer);
  }
}

/** Everything a session gets: tokens of this generation. */
type Pair = { access: { token: string; expire: Temporal.Instant }; refresh: string };

const newClaim = (act: Act): Claim => ({
  id: act.id(),
  userId: '',
  expireMs: act.now.epochMilliseconds + CLAIM_LIFETIME_MS,
  used: false,
});

const tokenInvalid = (text: string) =>
  refusal(Code.Unauthenticated, UsersReasonSchema, UsersReason.TOKEN_INVALID, text);

/** The caller's network address, as the edge saw it. */
const address = (context: HandlerContext): string =>
  context.requestHeader.get('x-envoy-external-address') ??
  context.requestHeader.get('x-forwarded-for')?.split(',')[0] ??
  'unknown';

async function limit(sessions: SessionStore, name: string, tries: number): Promise<void> {
  const seconds = await sessions.tries(name, tries, TRIES.windowSeconds);
  if (seconds > 0) throw refuse.rateLimited(seconds);
}
