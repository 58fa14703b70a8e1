/** AccountInternalService: accounts for other services. */
import type { ServiceImpl } from '@connectrpc/connect';
import type { AccountInternalService } from '#gen/melo/accounts/v1/account_internal_service_pb.ts';
import { errors } from '#kit/rpc/errors.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { moveOpening } from './account.ts';
import type { AccountStore } from './store.ts';

export const accountInternalRoutes = (store: AccountStore): ServiceImpl<typeof AccountInternalService> => ({
  async moveOpening({ accountId, openingDate, balanceChange }, context) {
    const write = writeContextOf(context);
    // The replica may be a moment old; it names the household, whose accounts are read with strong consistency.
    const [replica] = await store.replicas([accountId]);
    const [before] = replica ? await store.accounts([accountId], [replica.householdId]) : [];
    if (!before) throw errors.notFound('account');
    const change = moveOpening(before, openingDate, balanceChange, write);
    return store.commit(write, change, { account: change.after });
  },

  async batchGetAccountReplicas({ ids }) {
    return { accounts: await store.replicas(ids) };
  },
});
