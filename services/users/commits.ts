/** Commits of the users service: a change with its events and its answer, in one transaction. */
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import type { OutboxEvent } from '#kit/store/outbox.ts';
import { type Committed, commitSql } from '#kit/store/sql/commit.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import type { Claim, NewClaim } from './auth/claim.ts';
import { consumeClaim, dropClaims, keepVerified, putClaim } from './auth/claim-store.ts';
import { fromUser, UserRow } from './rows.ts';
import { type Credentials, expectHouseholds, putHousehold } from './user/queries.ts';

/** The claim was used by another request first, has expired, or its address got an account meanwhile. */
export class ClaimVoidError extends Error {}

type Registration = {
  readonly claim: Claim;
  readonly user: Change<User>;
  readonly household: Change<Household>;
};

type NewPassword = {
  readonly passwordHash: string;
  /** The claim of the link that allows it, if it was reset by mail. */
  readonly claim?: Claim;
  readonly notice: NewClaim;
  readonly events: readonly OutboxEvent[];
};

type Commit = <Response extends object>(
  write: WriteContext,
  committed: Committed<Response>,
  work: (em: EntityManager) => Promise<void>,
) => Promise<Response>;

/** `wake` is called after each commit. */
export function commits(fork: () => EntityManager, wake: () => void) {
  const commit: Commit = async (write, committed, work) => {
    const response = await commitSql(fork, write, committed, work);
    wake();
    return response;
  };
  return { ...registrationCommits(commit), ...userCommits(commit), ...householdCommits(commit) };
}

const registrationCommits = (commit: Commit) => ({
  /** A claim with the event that announces its mail. */
  commitClaim: <Response extends object>(write: WriteContext, { claim, events }: NewClaim, response: Response) =>
    commit(write, { events, response }, (em) => putClaim(em, claim)),

  /** The user of a registration, with a household of their own; other registrations of the address are void. Throws ClaimVoidError. */
  async commitRegistration<Response extends object>(
    write: WriteContext,
    { claim, user, household }: Registration,
    response: Response,
  ) {
    const row = { passwordHash: claim.registration!.passwordHash, defaultHouseholdId: household.after!.id };
    try {
      return await commit(write, { events: [...user.events, ...household.events], response }, async (em) => {
        await keepVerified(em, claim);
        if (!(await consumeClaim(em, claim, write))) throw new ClaimVoidError();
        await em.insert(UserRow, { ...fromUser(user.after!), ...row, sessionEpoch: 0n });
        await putHousehold(em, household);
        await dropClaims(em, claim.email, ['registration', 'reset'], write);
      });
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) throw new ClaimVoidError();
      throw error;
    }
  },
});

const userCommits = (commit: Commit) => ({
  /** A changed user. Errors: StaleDecisionError. */
  commitUser: <Response extends object>(
    write: WriteContext,
    { before, after, events }: Change<User>,
    response: Response,
  ) =>
    commit(write, { events, response }, async (em) => {
      const version = { id: after!.id, version: BigInt(before!.etag) };
      if ((await em.nativeUpdate(UserRow, version, fromUser(after!))) !== 1) throw new StaleDecisionError(after!.id);
    }),

  /**
   * A new password: raises the user's epoch, uses `claim` up, voids all resets, and announces the notice.
   * Throws ClaimVoidError; StaleDecisionError when the password was changed meanwhile.
   */
  commitPassword: <Response extends object>(
    write: WriteContext,
    { user, epoch }: Credentials,
    next: NewPassword,
    response: Response,
  ) =>
    commit(write, { events: [...next.events, ...next.notice.events], response }, async (em) => {
      if (next.claim && !(await consumeClaim(em, next.claim, write))) throw new ClaimVoidError();
      const row = { passwordHash: next.passwordHash, sessionEpoch: epoch + 1n };
      if ((await em.nativeUpdate(UserRow, { id: user.id, sessionEpoch: epoch }, row)) !== 1)
        throw new StaleDecisionError(user.id);
      await dropClaims(em, user.email, ['reset'], write);
      await putClaim(em, next.notice.claim);
    }),

  /** A deleted user, with the households that end or lose a member. Errors: StaleDecisionError. */
  commitDeletion: <Response extends object>(
    write: WriteContext,
    { before, events }: Change<User>,
    households: readonly Change<Household>[],
    response: Response,
  ) =>
    commit(write, { events: [...households.flatMap((change) => change.events), ...events], response }, async (em) => {
      for (const household of households) await putHousehold(em, household);
      const version = { id: before!.id, version: BigInt(before!.etag) };
      if ((await em.nativeDelete(UserRow, version)) !== 1) throw new StaleDecisionError(before!.id);
      await dropClaims(em, before!.email, ['registration', 'reset', 'notice'], write);
    }),
});

const householdCommits = (commit: Commit) => ({
  /** A new, changed or ended household. A new one is rejected unless its owner is in `others` households. Errors: StaleDecisionError. */
  commitHousehold: <Response extends object>(
    write: WriteContext,
    change: Change<Household>,
    response: Response,
    others = 0,
  ) =>
    commit(write, { events: change.events, response }, async (em) => {
      if (!change.before) await expectHouseholds(em, change.after!.members[0]!.userId, others);
      await putHousehold(em, change);
    }),
  /** Only events, such as the end of a session. */
  commitEvents: <Response extends object>(write: WriteContext, events: readonly OutboxEvent[], response: Response) =>
    commit(write, { events, response }, async () => {}),
});
