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
import { money } from '#kit/values/money.ts';
import { createAccount, UPDATABLE_FIELDS, updateAccount } from './account.ts';
import { balanceOn, futureAfter, sumBefore } from './balance.ts';
import type { AccountStore } from './store.ts';

export function accountRoutes(store: AccountStore, clock: Clock = systemClock): ServiceImpl<typeof AccountService> {
  return {
    async getAccount({ id }, context) {
      const [account] = await store.accounts([id], callerOf(context).visible);
      return { account: callerOf(context).requireRole(account, 'account') };
    },

    async batchGetAccounts({ ids }, context) {
      return { accounts: await store.accounts(ids, callerOf(context).visible) };
    },

    async listAccounts({ householdId, pageSize: requestedSize, pageToken: token }, context) {
      const [after] = decodePageToken(token, [UUID]) ?? [''];
      const accounts = await store.accountsOf([callerOf(context).requireHousehold(householdId)]);
      const rest = accounts.filter(({ id }) => id > after!);
      const { page, nextPageToken } = paginate(rest, pageSize(requestedSize), ({ id }) => encodePageToken(id));
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
      const early = isKept ? await earlyOf(before) : 0n;
      const change = updateAccount(before, wanted, write, early);
      return store.commit(write, change, { account: change.after });
    },

    async batchGetBalances({ ids, asOfDate }, context) {
      if (asOfDate && !plainDate(asOfDate)) throw errors.field('as_of_date', 'is no day of the calendar');
      const accounts = await store.accounts(ids, callerOf(context).visible);
      const byHousehold = Map.groupBy(accounts, ({ householdId }) => householdId);
      const balances = await Promise.all(
        [...byHousehold].map(([household, own]) => balancesOf(household, own, asOfDate)),
      );
      return { balances: balances.flat() };
    },
  };

  /** What lines before the opening date come to. */
  async function earlyOf({ id, householdId, openingDate }: Account): Promise<bigint> {
    return sumBefore(openingDate, (await store.months(householdId, id)).get(id) ?? []);
  }

  async function balancesOf(household: string, accounts: readonly Account[], wantedDate: string) {
    const freshness = await store.checkpoints.freshness(topics.transaction, household);
    const timeZone = wantedDate ? undefined : await store.timeZone(household);
    const asOfDate = wantedDate || todayIn(clock(), timeZone ?? 'UTC').toString();
    const isDayUnknown = !wantedDate && timeZone === undefined;
    const months = await store.months(household);
    return accounts.map(({ id, openingBalance, openingDate }) => {
      const { currencyCode, minorUnits } = openingBalance!;
      const own = months.get(id) ?? [];
      const future = futureAfter(minorUnits, openingDate, own, asOfDate);
      return {
        accountId: id,
        balance: money(currencyCode, balanceOn(minorUnits, openingDate, own, asOfDate)),
        future: money(currencyCode, future.minorUnits),
        futureCount: future.count,
        asOfDate,
        ...freshness,
        incomplete: freshness.incomplete || isDayUnknown,
      };
    });
  }
}
