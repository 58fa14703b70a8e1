/** HouseholdService: households and their members. */
import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import { HouseholdSchema } from '#gen/melo/users/v1/household_pb.ts';
import {
  BatchGetHouseholdsResponseSchema,
  CreateHouseholdResponseSchema,
  DeleteHouseholdResponseSchema,
  type HouseholdService,
  ListHouseholdsResponseSchema,
  UpdateHouseholdResponseSchema,
} from '#gen/melo/users/v1/household_service_pb.ts';
import { type Caller, callerOf } from '#kit/rpc/access.ts';
import { applyFieldMask } from '#kit/rpc/field-mask.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import type { UserStore } from '../store.ts';
import { createHousehold, deleteHousehold, UPDATABLE_FIELDS, updateHousehold } from './rules.ts';

export function householdRoutes(store: UserStore): ServiceImpl<typeof HouseholdService> {
  return {
    async listHouseholds(_request, context) {
      const { userId } = callerOf(context);
      const first = await store.defaultHousehold(userId);
      const households = await store.households(await store.householdIdsOf(userId));
      households.sort((a, b) => Number(b.id === first) - Number(a.id === first) || (a.id < b.id ? -1 : 1));
      return create(ListHouseholdsResponseSchema, { households });
    },

    async batchGetHouseholds({ ids }, context) {
      const { visible } = callerOf(context);
      const households = await store.households(ids.filter((id) => visible.includes(id)));
      return create(BatchGetHouseholdsResponseSchema, { households });
    },

    async createHousehold({ household }, context) {
      const act = writeContextOf(context);
      const { userId } = callerOf(context);
      const others = (await store.householdIdsOf(userId)).length;
      const change = createHousehold(household!, userId, others, act);
      const answer = create(CreateHouseholdResponseSchema, { household: change.after });
      return store.commitHousehold(act, change, answer, others);
    },

    async updateHousehold({ id, household, updateMask }, context) {
      const act = writeContextOf(context);
      const before = await find(id, callerOf(context));
      const change = updateHousehold(
        before,
        applyFieldMask(HouseholdSchema, before, household, updateMask, UPDATABLE_FIELDS),
        act,
      );
      return store.commitHousehold(act, change, create(UpdateHouseholdResponseSchema, { household: change.after }));
    },

    async deleteHousehold({ id }, context) {
      const act = writeContextOf(context);
      const before = await find(id, callerOf(context));
      return store.commitHousehold(act, deleteHousehold(before, act), create(DeleteHouseholdResponseSchema));
    },
  };

  async function find(id: string, caller: Caller) {
    const [household] = await store.households(caller.visible.filter((visible) => visible === id));
    caller.requireRole(household && { householdId: household.id }, 'household');
    return household!;
  }
}
