/** Users and their households in PostgreSQL: queries, and households within a commit. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import type { Change } from '#kit/rpc/write-context.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import { fromHousehold, HouseholdRow, MemberRow, toHousehold, toUser, UserRow } from '../rows.ts';

/** What only sign-in needs of a user. Sessions of an older epoch than the user's have ended. */
export type Credentials = { readonly user: User; readonly passwordHash: string; readonly epoch: bigint };

export const queries = (fork: () => EntityManager) => ({
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
  /** The household a user chose, or the oldest when that one has ended or was left. Empty: they are in none. */
  async defaultHousehold(userId: string): Promise<string> {
    const [row] = await fork().execute<{ id: string }[]>(
      `select household_id as id from member join account_user on account_user.id = member.user_id where user_id = ?
       order by household_id <> default_household_id, household_id limit 1`,
      [userId],
    );
    return row?.id ?? '';
  },
});

/** Within a commit: locks the user and expects them to be in so many households, or what was decided on that no longer holds. */
export async function expectHouseholds(em: EntityManager, userId: string, count: number): Promise<void> {
  await em.execute('select 1 from account_user where id = ? for update', [userId]);
  if ((await em.count(MemberRow, { userId })) !== count) throw new StaleDecisionError(userId);
}

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
  if (changed !== 1) throw new StaleDecisionError(before.id);
  if (!after || before.members.length === after.members.length) return;
  await em.nativeDelete(MemberRow, { householdId: after.id });
  await em.insertMany(MemberRow, rows);
}
