/** UserService: profiles. */
import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import { UserSchema } from '#gen/melo/users/v1/user_pb.ts';
import {
  BatchGetUsersResponseSchema,
  GetMeResponseSchema,
  UpdateMeResponseSchema,
  type UserService,
} from '#gen/melo/users/v1/user_service_pb.ts';
import { callerOf } from '#kit/access.ts';
import { actOf } from '#kit/act.ts';
import { merge } from '#kit/mask.ts';
import { refuse } from '#kit/refuse.ts';
import type { UserStore } from '../store.ts';
import { UPDATABLE, updateUser } from '../user.ts';

export const userRoutes = (store: UserStore): ServiceImpl<typeof UserService> => ({
  async getMe(_request, context) {
    const user = await store.user(callerOf(context).userId);
    if (!user) throw refuse.notFound('user');
    return create(GetMeResponseSchema, { user });
  },

  async batchGetUsers({ ids }, context) {
    const { userId, visible } = callerOf(context);
    const households = await store.households(visible);
    const known = new Set([userId, ...households.flatMap(({ members }) => members.map((member) => member.userId))]);
    const users = await store.users(ids.filter((id) => known.has(id)));
    return create(BatchGetUsersResponseSchema, {
      users: users.map((user) => (user.id === userId ? user : { ...user, email: '' })),
    });
  },

  async updateMe({ user, updateMask }, context) {
    const act = actOf(context);
    const before = await store.user(callerOf(context).userId);
    if (!before) throw refuse.notFound('user');
    const change = updateUser(before, merge(UserSchema, before, user, updateMask, UPDATABLE), act);
    return store.commitUser(act, change, create(UpdateMeResponseSchema, { user: change.after }));
  },
});
