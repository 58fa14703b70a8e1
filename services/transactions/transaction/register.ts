/** The register of a household: a filtered list of transactions in pages, with the totals of all that match. */
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { LineFlow } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { ListTransactionsRequest } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { DAY, decodePageToken, encodePageToken, pageSize, paginate, UUID } from '#kit/rpc/pagination.ts';
import { systemClock, timestamp } from '#kit/values/dates.ts';
import { money } from '#kit/values/money.ts';
import { withDescendants } from '#kit/values/tree.ts';
import type { ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';

type Dependencies = { readonly store: TransactionStore; readonly resolve: ReferenceResolver };

export async function readRegister(
  { store, resolve }: Dependencies,
  householdId: string,
  request: ListTransactionsRequest,
) {
  const [date, id] = decodePageToken(request.pageToken, [DAY, UUID]) ?? [];
  const categoryIds = await filteredCategories({ store, resolve }, householdId, request);
  const size = pageSize(request.pageSize);
  const asOfTime = timestamp(systemClock());
  const after = date && id ? { date, id } : undefined;
  const listed = await store.list({ ...request, householdId, categoryIds }, after, size + 1);
  const { page, nextPageToken } = paginate(listed.transactions, size, (last) =>
    encodePageToken(last.postingDate, last.id),
  );
  return {
    transactions: page,
    nextPageToken,
    totalCount: listed.count,
    totalAmounts: listed.amounts.map(([currency, minorUnits]) => money(currency, minorUnits)),
    asOfTime,
    incomplete: listed.incomplete,
  };
}

/** The requested categories with their descendants; undefined for all. A filter by flow needs the kind of every category. */
async function filteredCategories(
  { store, resolve }: Dependencies,
  householdId: string,
  { categoryIds: requested, flow }: ListTransactionsRequest,
): Promise<readonly string[] | undefined> {
  if (requested.length === 0 && flow === LineFlow.UNSPECIFIED) return undefined;
  const tree = await store.replicas.tree(householdId);
  if (flow !== LineFlow.UNSPECIFIED) {
    const withoutKind = tree.filter(({ kind }) => kind === CategoryKind.UNSPECIFIED);
    await resolve(
      [],
      withoutKind.map(({ id }) => id),
    );
  }
  return requested.length > 0 ? [...withDescendants(requested, tree)] : undefined;
}
