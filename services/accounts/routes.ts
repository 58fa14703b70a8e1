/** AccountService: accounts of households, and their balances. */
import type { ServiceImpl } from '@connectrpc/connect';
import { type Account, AccountSchema } from '#gen/melo/accounts/v1/account_pb.ts';
import type { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { topics } from '#infra/topology.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { errors } from '#kit/rpc/errors.ts';
import { applyFieldMask } from '#kit/rpc/field-mask.ts';
import { decodePageToken, encodePageToken, pageSize, paginate, UUID } from '#kit/rpc/pagination.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { type Clock, plainDate, systemClock, todayIn } from '#kit/values/dates.ts';
import { createAccount, UPDATABLE_FIELDS, updateAccount } from './account.ts';
import { balanceOf, sumBefore } from './balance.ts';
import type { AccountStore } from './store.ts';

export const accountRoutes = (store: AccountStore, clock: Clock = systemClock): ServiceImpl<typeof AccountService> => ({
  async getAccount({ id }, context) {
    const [account] = await store.accounts([id], callerOf(context).visible);
    return { account: callerOf(context).requireRole(account, 'account') };
  },

  async batchGetAccounts({ ids }, context) {
    return { accounts: await store.accounts(ids, callerOf(context).visible) };
  },

  async listAccounts({ householdId, pageSize: requestedSize, pageToken: token }, context) {
    const [after] = decodePageToken(token, [UUID]) ?? [''];
    const rows = await store.page(callerOf(context).requireHousehold(householdId), after!, pageSize(requestedSize) + 1);
    const { page, nextPageToken } = paginate(rows, pageSize(requestedSize), ({ id }) => encodePageToken(id));
    return { accounts: page, nextPageToken };
  },

  async createAccount({ householdId, account }, context) {
    const write = writeContextOf(context);
    const household = callerOf(context).requireHousehold(householdId);
    const setVersion = await store.setVersion(household);
    const others = await store.accountsOf([household]);
    const change = createAccount(account!, household, others.length, write);
    return store.commit(write, change, { account: change.after }, setVersion);
  },

  async updateAccount({ id, account, updateMask, keepCurrentBalance }, context) {
    const write = writeContextOf(context);
    const [found] = await store.accounts([id], callerOf(context).visible);
    const before = callerOf(context).requireRole(found, 'account');
    const wanted = applyFieldMask(AccountSchema, {
      before,
      wanted: account,
      mask: updateMask,
      updatable: UPDATABLE_FIELDS,
    });
    const isKept = keepCurrentBalance && wanted.openingDate < before.openingDate;
    const change = updateAccount(before, wanted, write, isKept ? await sumBeforeOpening(store, before) : 0n);
    return store.commit(write, change, { account: change.after });
  },

  async batchGetBalances({ ids, asOfDate }, context) {
    if (asOfDate && !plainDate(asOfDate)) throw errors.field('as_of_date', 'is not a valid date');
    const accounts = await store.accounts(ids, callerOf(context).visible);
    const byHousehold = Map.groupBy(accounts, ({ householdId }) => householdId);
    const balances = await Promise.all(
      [...byHousehold.values()].map((own) => balancesOf({ store, clock }, own, asOfDate)),
    );
    return { balances: balances.flat() };
  },
});

type Dependencies = { readonly store: AccountStore; readonly clock: Clock };

/** Sum of the transactions before the opening date, in minor units. */
async function sumBeforeOpening(store: AccountStore, { id, householdId, openingDate }: Account): Promise<bigint> {
  return sumBefore(openingDate, (await store.months(householdId, id)).get(id) ?? []);
}

/** Balances of accounts of one household up to a day; without one, up to today in the household's time zone. */
async function balancesOf({ store, clock }: Dependencies, accounts: readonly Account[], wantedDate: string) {
  const { householdId } = accounts[0]!;
  const freshness = await store.checkpoints.freshness(topics.transaction, householdId);
  const timeZone = wantedDate ? undefined : await store.timeZone(householdId);
  const asOfDate = wantedDate || todayIn(clock(), timeZone ?? 'UTC').toString();
  const isDayUnknown = !wantedDate && timeZone === undefined;
  const months = await store.months(householdId);
  return accounts.map((account) => ({
    ...balanceOf(account, months.get(account.id) ?? [], asOfDate),
    ...freshness,
    incomplete: freshness.incomplete || isDayUnknown,
  }));
}
