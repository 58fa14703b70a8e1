/** Users, households and claims in PostgreSQL: rows and messages, queries, commits. */
import { create, type Message } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Household, HouseholdSchema, type Role } from '#gen/melo/users/v1/household_pb.ts';
import { type User, UserSchema } from '#gen/melo/users/v1/user_pb.ts';
import type { Act, Change, Told } from '#kit/act.ts';
import { sqlOutbox } from '#kit/events/sql.ts';
import { commitSql, openDatabase, sqlRequests } from '#kit/orm.ts';
import { refuse } from '#kit/refuse.ts';

const UserRow = defineEntity({
  name: 'UserRow',
  tableName: 'account_user',
  properties: {
    id: p.uuid().primary(),
    email: p.text(),
    name: p.text(),
    locale: p.text(),
    timeZone: p.text(),
    emailVerified: p.boolean(),
    passwordHash: p.text(),
    defaultHouseholdId: p.uuid(),
    version: p.bigint('bigint'),
    createTime: p.datetime(),
  },
});

const HouseholdRow = defineEntity({
  name: 'HouseholdRow',
  tableName: 'household',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    baseCurrency: p.text(),
    timeZone: p.text(),
    locale: p.text(),
    version: p.bigint('bigint'),
    createTime: p.datetime(),
  },
});

const MemberRow = defineEntity({
  name: 'MemberRow',
  tableName: 'member',
  properties: { householdId: p.uuid().primary(), userId: p.uuid().primary(), role: p.smallint() },
});

const ClaimRow = defineEntity({
  name: 'ClaimRow',
  tableName: 'claim',
  properties: { id: p.uuid().primary(), userId: p.uuid(), expireMs: p.bigint('number'), used: p.boolean() },
});

/** The address was registered by another request between look-up and commit. */
export class EmailTaken extends Error {}

export type Claim = { readonly id: string; readonly userId: string; readonly expireMs: number; readonly used: boolean };

export type UserStore = Awaited<ReturnType<typeof openStore>>;

export async function openStore(url: string, wake: () => void) {
  const database = await openDatabase(
    'postgres',
    url,
    [UserRow, HouseholdRow, MemberRow, ClaimRow],
    `${import.meta.dirname}/migrations`,
  );
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
    requests: sqlRequests(fork),
    outbox: sqlOutbox(fork),

    /** The user of an address (in lower case) with what only sign-in needs. */
    async credentials(email: string) {
      const row = await fork().findOne(UserRow, { email });
      return row
        ? { user: toUser(row), passwordHash: row.passwordHash, defaultHousehold: row.defaultHouseholdId }
        : undefined;
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
    async claim(id: string): Promise<Claim | undefined> {
      const row = await fork().findOne(ClaimRow, { id });
      return row ? { id: row.id, userId: row.userId, expireMs: row.expireMs, used: row.used } : undefined;
    },

    /** A new user with a household of their own and the claim of the verifying mail. Throws EmailTaken. */
    async register<Answer extends Message>(
      act: Act,
      user: Change<User>,
      household: Change<Household>,
      passwordHash: string,
      claim: Claim,
      answer: Answer,
    ) {
      try {
        return await commit(act, [...user.told, ...household.told], answer, async (em) => {
          await em.insert(UserRow, { ...fromUser(user.after!), passwordHash, defaultHouseholdId: household.after!.id });
          await putHousehold(em, household);
          await em.insert(ClaimRow, { ...claim });
        });
      } catch (error) {
        if (error instanceof UniqueConstraintViolationException) throw new EmailTaken();
        throw error;
      }
    },
    /** Another claim for a user, told by an event. */
    commitClaim: <Answer extends Message>(act: Act, claim: Claim, told: readonly Told[], answer: Answer) =>
      commit(act, told, answer, async (em) => void (await em.insert(ClaimRow, { ...claim }))),
    /** A changed user; `useClaim` is used up with it. Errors: ETAG_MISMATCH. */
    commitUser: <Answer extends Message>(
      act: Act,
      { before, after, told }: Change<User>,
      answer: Answer,
      useClaim?: string,
    ) =>
      commit(act, told, answer, async (em) => {
        const changed = await em.nativeUpdate(
          UserRow,
          { id: after!.id, version: BigInt(before!.etag) },
          fromUser(after!),
        );
        if (changed !== 1) throw refuse.etagMismatch('user');
        if (useClaim) await em.nativeUpdate(ClaimRow, { id: useClaim }, { used: true });
      }),
    commitHousehold: <Answer extends Message>(act: Act, change: Change<Household>, answer: Answer) =>
      commit(act, change.told, answer, (em) => putHousehold(em, change)),
    /** Only events, such as the end of a session. */
    commitTold: <Answer extends Message>(act: Act, told: readonly Told[], answer: Answer) =>
      commit(act, told, answer, async () => {}),
  };
}

async function putHousehold(em: EntityManager, { before, after }: Change<Household>): Promise<void> {
  if (!before) {
    await em.insert(HouseholdRow, fromHousehold(after!));
    await em.insertMany(
      MemberRow,
      after!.members.map(({ userId, role }) => ({ householdId: after!.id, userId, role })),
    );
    return;
  }
  const version = { id: before.id, version: BigInt(before.etag) };
  const changed = after
    ? await em.nativeUpdate(HouseholdRow, version, fromHousehold(after))
    : await em.nativeDelete(HouseholdRow, version);
  if (changed !== 1) throw refuse.etagMismatch('household');
}

const toUser = (row: InferEntity<typeof UserRow>): User =>
  create(UserSchema, {
    id: row.id,
    email: row.email,
    name: row.name,
    locale: row.locale,
    timeZone: row.timeZone,
    emailVerified: row.emailVerified,
    createTime: timestampFromDate(row.createTime),
    etag: row.version.toString(),
  });

const fromUser = (user: User) => ({
  id: user.id,
  email: user.email,
  name: user.name,
  locale: user.locale,
  timeZone: user.timeZone,
  emailVerified: user.emailVerified,
  version: BigInt(user.etag),
  createTime: timestampDate(user.createTime!),
});

const toHousehold = (
  row: InferEntity<typeof HouseholdRow>,
  members: readonly InferEntity<typeof MemberRow>[],
): Household =>
  create(HouseholdSchema, {
    id: row.id,
    name: row.name,
    baseCurrency: row.baseCurrency,
    timeZone: row.timeZone,
    locale: row.locale,
    members: members.map(({ userId, role }) => ({ userId, role: role as Role })),
    createTime: timestampFromDate(row.createTime),
    etag: row.version.toString(),
  });

const fromHousehold = (household: Household) => ({
  id: household.id,
  name: household.name,
  baseCurrency: household.baseCurrency,
  timeZone: household.timeZone,
  locale: household.locale,
  version: BigInt(household.etag),
  createTime: timestampDate(household.createTime!),
});
