/** Rows of users, households and members, and the messages they stand for. */
import { create } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type Household, HouseholdSchema, type Role } from '#gen/melo/users/v1/household_pb.ts';
import { type User, UserSchema } from '#gen/melo/users/v1/user_pb.ts';

export const UserRow = defineEntity({
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
    sessionEpoch: p.bigint('bigint'),
    version: p.bigint('bigint'),
    createTime: p.datetime(),
  },
});

export const HouseholdRow = defineEntity({
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

export const MemberRow = defineEntity({
  name: 'MemberRow',
  tableName: 'member',
  properties: { householdId: p.uuid().primary(), userId: p.uuid().primary(), role: p.smallint() },
});

export const toUser = (row: InferEntity<typeof UserRow>): User =>
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

export const fromUser = (user: User) => ({
  id: user.id,
  email: user.email,
  name: user.name,
  locale: user.locale,
  timeZone: user.timeZone,
  emailVerified: user.emailVerified,
  version: BigInt(user.etag),
  createTime: timestampDate(user.createTime!),
});

export const toHousehold = (
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

export const fromHousehold = (household: Household) => ({
  id: household.id,
  name: household.name,
  baseCurrency: household.baseCurrency,
  timeZone: household.timeZone,
  locale: household.locale,
  version: BigInt(household.etag),
  createTime: timestampDate(household.createTime!),
});
