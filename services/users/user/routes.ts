import type { ServiceImpl } from '@connectrpc/connect';
import { UserSchema } from '#gen/melo/users/v1/user_pb.ts';
import type { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { errors } from '#kit/rpc/errors.ts';
import { applyFieldMask } from '#kit/rpc/field-mask.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { checkPasswordOf, ownCounter } from '../credential/guarded.ts';
import type { UserDependencies } from '../dependencies.ts';
import { passwordWrong } from '../errors.ts';
import { deleteHousehold, isOnlyOwner, leaveHousehold } from '../household/rules.ts';
import { sessionIssuer } from '../session/issuer.ts';
import { deleteUser, UPDATABLE_FIELDS, updateUser } from './rules.ts';

export const userRoutes = (parts: UserDependencies): ServiceImpl<typeof UserService> => ({
  async getMe(_request, context) {
    const user = await parts.store.user(callerOf(context).userId);
    if (!user) throw errors.notFound('user');
    return { user };
  },

  async batchGetUsers({ ids }, context) {
    const { userId, visible } = callerOf(context);
    const households = await parts.store.households(visible);
    const known = new Set([userId, ...households.flatMap(({ members }) => members.map((member) => member.userId))]);
    const users = await parts.store.users(ids.filter((id) => known.has(id)));
    return {
      users: users.map((user) => (user.id === userId ? user : { ...user, email: '' })),
    };
  },

  async updateMe({ user, updateMask }, context) {
    const write = writeContextOf(context);
    const before = await parts.store.user(callerOf(context).userId);
    if (!before) throw errors.notFound('user');
    const change = updateUser(
      before,
      applyFieldMask(UserSchema, { before, wanted: user, mask: updateMask, updatable: UPDATABLE_FIELDS }),
      write,
    );
    return parts.store.commitUser(write, change, { user: change.after });
  },

  async deleteMe(request, context) {
    const { store, sessions, security } = parts;
    const { userId } = callerOf(context);
    const fact = { kind: 'user_deletion', userId } as const;
    const known = await checkPasswordOf(parts, {
      counters: ownCounter(`user:${userId}`),
      password: request.password,
      find: () => store.credentialsOf(userId),
      onFailure: () => security.record(context, request, { ...fact, outcome: 'failure' }),
    });
    if (!known) throw passwordWrong('password');
    const write = writeContextOf(context);
    const households = await store.households(await store.householdIdsOf(userId));
    const changes = households.map((household) =>
      isOnlyOwner(household, userId) ? deleteHousehold(household, write) : leaveHousehold(household, userId, write),
    );
    const response = {};
    await store.commitDeletion(write, deleteUser(known.user, write), changes, response);
    await sessionIssuer(parts).endAll(write, userId, await sessions.of(userId));
    await security.record(context, request, { ...fact, outcome: 'success' });
    return response;
  },
});
