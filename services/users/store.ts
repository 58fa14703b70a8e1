/** Users, households, claims and security events in PostgreSQL: queries and commits. */
import type { Message } from '@bufbuild/protobuf';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import type { Act, Change, Told } from '#kit/act.ts';
import { sqlOutbox } from '#kit/events/sql.ts';
import { commitSql, openDatabase, sqlRequests } from '#kit/orm.ts';
import { refuse } from '#kit/refuse.ts';
import type { Claim, NewClaim } from './claim.ts';
import { claims, consumeClaim, dropClaims, putClaim } from './store/claims.ts';
import { fromHousehold, fromUser, HouseholdRow, MemberRow, toHousehold, toUser, UserRow } from './store/rows.ts';
import { securityEvents } from './store/security-events.ts';

/** The claim was used by another request first, has expired, or its address got an account meanwhile. */
export class ClaimVoidError extends Error {}

/** What only sign-in needs of a user. Sessions of an older epoch than the user's have ended. */
export type Credentials = { readonly user: User; readonly passwordHash: string; readonly epoch: bigint };

export type UserStore = Awaited<ReturnType<typeof openStore>>;

export async function openStore(url: string, wake: () => void) {
  const migrations = `${import.meta.dirname}/migrations`;
  const database = await openDatabase('postgres', url, [UserRow, HouseholdRow, MemberRow], migrations);
  const { fork } = database;
  const commit = async <Answer extends Message>(
    act: Act,
    told: readonly Told[],
    answer: Answer,
    write: (em: EntityManager) => Promise<void>,
  ) => {
    await commitSql(fork, act, told, answer, write);
    wake();
    return answer;
  };

  return {
    ...database,
    ...queries(fork),
    ...claims(fork),
    ...securityEvents(fork),
    requests: sqlRequests(fork),
    outbox: sqlOutbox(fork),

    /** A claim with the event that announces its mail. */
    commitClaim: <Answer extends Message>(act: Act, { claim, told }: NewClaim, answer: Answer) =>
      commit(act, told, answer, (em) => putClaim(em, claim)),

    /** The user of a registration, with a household of their own; other registrations of the address are void. Throws ClaimVoidError. */
    async commitRegistration<Answer extends Message>(
      act: Act,
      claim: Claim,
      user: Change<User>,
      household: Change<Household>,
      answer: Answer,
    ) {
      const row = { passwordHash: claim.registration!.passwordHash, defaultHouseholdId: household.after!.id };
      try {
        return await commit(act, [...user.told, ...household.told], answer, async (em) => {
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

    /** A changed user. Errors: ETAG_MISMATCH. */
    commitUser: <Answer extends Message>(act: Act, { before, after, told }: Change<User>, answer: Answer) =>
      commit(act, told, answer, async (em) => {
        const version = { id: after!.id, version: BigInt(before!.etag) };
        if ((await em.nativeUpdate(UserRow, version, fromUser(after!))) !== 1) throw refuse.etagMismatch('user');
      }),

    /**
     * A new password: raises the user's epoch, uses `claim` up, voids all resets, and announces the notice.
     * Throws ClaimVoidError; errors: ETAG_MISMATCH when the password was changed meanwhile.
     */
    commitPassword: <Answer extends Message>(
      act: Act,
      { user, epoch }: Credentials,
      next: {
        readonly passwordHash: string;
        readonly claim?: Claim;
        readonly notice: NewClaim;
        readonly told: readonly Told[];
      },
      answer: Answer,
    ) =>
      commit(act, [...next.told, ...next.notice.told], answer, async (em) => {
        if (next.claim && !(await consumeClaim(em, next.claim, act))) throw new ClaimVoidError();
        const row = { passwordHash: next.passwordHash, sessionEpoch: epoch + 1n };
        if ((await em.nativeUpdate(UserRow, { id: user.id, sessionEpoch: epoch }, row)) !== 1)
          throw refuse.etagMismatch('user');
        await dropClaims(em, user.email, ['reset'], act);
        await putClaim(em, next.notice.claim);
      }),

    /** A user who goes, with households that end or lose a member. Errors: ETAG_MISMATCH. */
    commitDeletion: <Answer extends Message>(
      act: Act,
      { before, told }: Change<User>,
      households: readonly Change<Household>[],
      answer: Answer,
    ) =>
      commit(act, [...households.flatMap((change) => change.told), ...told], answer, async (em) => {
        for (const household of households) await putHousehold(em, household);
        const version = { id: before!.id, version: BigInt(before!.etag) };
        if ((await em.nativeDelete(UserRow, version)) !== 1) throw refuse.etagMismatch('user');
        await dropClaims(em, before!.email, ['registration', 'reset', 'notice'], act);
      }),

    commitHousehold: <Answer extends Message>(act: Act, change: Change<Household>, answer: Answer) =>
      commit(act, change.told, answer, (em) => putHousehold(em, change)),
    /** Only events, such as the end of a session. */
    commitTold: <Answer extends Message>(act: Act, told: readonly Told[], answer: Answer) =>
      commit(act, told, answer, async () => {}),
  };
}

const queries = (fork: () => EntityManager) => ({
  /** The user of an address (in lower case) with what only sign-in needs. */
  async credentials(email: string): Promise<Credentials | undefined> {
    const row = await fork().findOne(UserRow, { email });
    return row ? { user: toUser(row), passwordHash: row.passwordHash, epoch: row.sessionEpoch } : undefined;
  },
  async credentialsOf(id: string): Promise<Credentials | undefined> {
    const row = await fork().findOne(UserRow, { id });
    return row ? { user: toUser(row), passwordHash: row.passwordHash, epoch: row.sessionEpoch } : undefined;
  },
  async user(id: string): Promise<User | undefined> {
    const row = await fork().findOne(UserRow, { id });
    return row ? toUser(row) : undefined;
  },
  async users(ids: readonly string[]): Promise<User[]> {
    return (await fork().find(UserRow, { id: [...ids] })).map(toUser);
  },
  async households(ids: readonly string[]): Promise<Household[]> {
    if (ids.length === 0) return [];
    const em = fork();
    const rows = await em.find(HouseholdRow, { id: [...ids] });
    const members = await em.find(MemberRow, { householdId: [...ids] });
    return rows.map((row) =>
      toHousehold(
        row,
        members.filter(({ householdId }) => householdId === row.id),
      ),
    );
  },
  async householdIdsOf(userId: string): Promise<string[]> {
    return (await fork().find(MemberRow, { userId })).map(({ householdId }) => householdId);
  },
  async defaultHousehold(userId: string): Promise<string> {
    return (await fork().findOne(UserRow, { id: userId }))?.defaultHouseholdId ?? '';
  },
});

/** Within a commit: a new, changed or ended household with its members. */
export async function putHousehold(em: EntityManager, { before, after }: Change<Household>): Promise<void> {
  const rows = (after?.members ?? []).map(({ userId, role }) => ({ householdId: after!.id, userId, role }));
  if (!before) {
    await em.insert(HouseholdRow, fromHousehold(after!));
    await em.insertMany(MemberRow, rows);
    return;
  }
  const version = { id: before.id, version: BigInt(before.etag) };
  const changed = after
    ? await em.nativeUpdate(HouseholdRow, version, fromHousehold(after))
    : await em.nativeDelete(HouseholdRow, version);
  if (changed !== 1) throw refuse.etagMismatch('household');
  if (!after || before.members.length === after.members.length) return;
  await em.nativeDelete(MemberRow, { householdId: after.id });
  await em.insertMany(MemberRow, rows);
}
