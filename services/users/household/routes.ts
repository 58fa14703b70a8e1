import type { ServiceImpl } from '@connectrpc/connect';
import { HouseholdSchema } from '#gen/melo/users/v1/household_pb.ts';
import type { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
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
      return { households };
    },

    async batchGetHouseholds({ ids }, context) {
      const { visible } = callerOf(context);
      const households = await store.households(ids.filter((id) => visible.includes(id)));
      return { households };
    },

    async createHousehold({ household }, context) {
      const write = writeContextOf(context);
      const { userId } = callerOf(context);
      const others = (await store.householdIdsOf(userId)).length;
      const change = createHousehold(household!, userId, others, write);
      const answer = { household: change.after };
      return store.commitHousehold(write, change, answer, others);
    },

    async updateHousehold({ id, household, updateMask }, context) {
      const write = writeContextOf(context);
      const before = await find(id, callerOf(context));
      const change = updateHousehold(
        before,
        applyFieldMask(HouseholdSchema, { before, wanted: household, mask: updateMask, updatable: UPDATABLE_FIELDS }),
        write,
      );
      return store.commitHousehold(write, change, { household: change.after });
    },

    async deleteHousehold({ id }, context) {
      const write = writeContextOf(context);
      const before = await find(id, callerOf(context));
      return store.commitHousehold(write, deleteHousehold(before, write), {});
    },
  };

  async function find(id: string, caller: Caller) {
    const [household] = await store.households(caller.visible.filter((visible) => visible === id));
    caller.requireRole(household && { householdId: household.id }, 'household');
    return household!;
  }
}
