/** Users, households, claims and security events in PostgreSQL: queries and commits. */
import type { Message } from '@bufbuild/protobuf';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import type { Change, OutboxEvent, WriteContext } from '#kit/rpc/write-context.ts';
import { commitSql, openDatabase, sqlIdempotency } from '#kit/store/sql/database.ts';
import { sqlOutbox } from '#kit/store/sql/tables.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import type { Claim, NewClaim } from './auth/claim.ts';
import { claims, consumeClaim, dropClaims, putClaim } from './auth/claim-store.ts';
import { fromUser, HouseholdRow, MemberRow, UserRow } from './rows.ts';
import { securityEvents } from './security-events.ts';
import { type Credentials, expectHouseholds, putHousehold, queries } from './user/queries.ts';

/** The claim was used by another request first, has expired, or its address got an account meanwhile. */
export class ClaimVoidError extends Error {}

export type UserStore = Awaited<ReturnType<typeof openStore>>;

export async function openStore(url: string, wake: () => void) {
  const migrations = `${import.meta.dirname}/migrations`;
  const database = await openDatabase('postgres', url, [UserRow, HouseholdRow, MemberRow], migrations);
  const { fork } = database;
  const commit = async <Answer extends Message>(
    act: WriteContext,
    events: readonly OutboxEvent[],
    answer: Answer,
    write: (em: EntityManager) => Promise<void>,
  ) => {
    await commitSql(fork, act, events, answer, write);
    wake();
    return answer;
  };

  return {
    ...database,
    ...queries(fork),
    ...claims(fork),
    ...securityEvents(fork),
    idempotency: sqlIdempotency(fork),
    outbox: sqlOutbox(fork),

    /** A claim with the event that announces its mail. */
    commitClaim: <Answer extends Message>(act: WriteContext, { claim, events }: NewClaim, answer: Answer) =>
      commit(act, events, answer, (em) => putClaim(em, claim)),

    /** The user of a registration, with a household of their own; other registrations of the address are void. Throws ClaimVoidError. */
    async commitRegistration<Answer extends Message>(
      act: WriteContext,
      claim: Claim,
      user: Change<User>,
      household: Change<Household>,
      answer: Answer,
    ) {
      const row = { passwordHash: claim.registration!.passwordHash, defaultHouseholdId: household.after!.id };
      try {
        return await commit(act, [...user.events, ...household.events], answer, async (em) => {
          if (!(await consumeClaim(em, claim, act))) throw new ClaimVoidError();
          await em.insert(UserRow, { ...fromUser(user.after!), ...row, sessionEpoch: 0n });
          await putHousehold(em, household);
          await dropClaims(em, claim.email, ['registration', 'reset'], act);
        });
      } catch (error) {
        if (error instanceof UniqueConstraintViolationException) throw new ClaimVoidError();
        throw error;
      }
    },

    /** A changed user. Errors: StaleDecisionError. */
    commitUser: <Answer extends Message>(act: WriteContext, { before, after, events }: Change<User>, answer: Answer) =>
      commit(act, events, answer, async (em) => {
        const version = { id: after!.id, version: BigInt(before!.etag) };
        if ((await em.nativeUpdate(UserRow, version, fromUser(after!))) !== 1) throw new StaleDecisionError(after!.id);
      }),

    /**
     * A new password: raises the user's epoch, uses `claim` up, voids all resets, and announces the notice.
     * Throws ClaimVoidError; StaleDecisionError when the password was changed meanwhile.
     */
    commitPassword: <Answer extends Message>(
      act: WriteContext,
      { user, epoch }: Credentials,
      next: {
        readonly passwordHash: string;
        readonly claim?: Claim;
        readonly notice: NewClaim;
        readonly events: readonly OutboxEvent[];
      },
      answer: Answer,
    ) =>
      commit(act, [...next.events, ...next.notice.events], answer, async (em) => {
        if (next.claim && !(await consumeClaim(em, next.claim, act))) throw new ClaimVoidError();
        const row = { passwordHash: next.passwordHash, sessionEpoch: epoch + 1n };
        if ((await em.nativeUpdate(UserRow, { id: user.id, sessionEpoch: epoch }, row)) !== 1)
          throw new StaleDecisionError(user.id);
        await dropClaims(em, user.email, ['reset'], act);
        await putClaim(em, next.notice.claim);
      }),

    /** A user who goes, with households that end or lose a member. Errors: StaleDecisionError. */
    commitDeletion: <Answer extends Message>(
      act: WriteContext,
      { before, events }: Change<User>,
      households: readonly Change<Household>[],
      answer: Answer,
    ) =>
      commit(act, [...households.flatMap((change) => change.events), ...events], answer, async (em) => {
        for (const household of households) await putHousehold(em, household);
        const version = { id: before!.id, version: BigInt(before!.etag) };
        if ((await em.nativeDelete(UserRow, version)) !== 1) throw new StaleDecisionError(before!.id);
        await dropClaims(em, before!.email, ['registration', 'reset', 'notice'], act);
      }),

    /** A new, changed or ended household; a new one was decided on when its owner was in `others`. Errors: StaleDecisionError. */
    commitHousehold: <Answer extends Message>(
      act: WriteContext,
      change: Change<Household>,
      answer: Answer,
      others = 0,
    ) =>
      commit(act, change.events, answer, async (em) => {
        if (!change.before) await expectHouseholds(em, change.after!.members[0]!.userId, others);
        await putHousehold(em, change);
      }),
    /** Only events, such as the end of a session. */
    commitEvents: <Answer extends Message>(act: WriteContext, events: readonly OutboxEvent[], answer: Answer) =>
      commit(act, events, answer, async () => {}),
  };
}
