/** The filters of the register as they stand in the URL, and as the ledger is asked. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ListTransactionsRequestSchema } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { type Day, isDay } from '../../dates.ts';

export type Filters = {
  readonly text?: string;
  readonly account?: string;
  readonly category?: string;
  readonly uncategorised?: true;
  readonly from?: Day;
  readonly to?: Day;
};

const MOST_TEXT = 100;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What of an address is a filter; the rest is dropped, so no link can break the page. */
export function readFilters(search: Readonly<Record<string, unknown>>): Filters {
  // The router reads numbers and booleans out of the address.
  const text = typeof search['text'] === 'number' ? String(search['text']) : search['text'];
  const { account, category, uncategorised, from, to } = search;
  return {
    ...(typeof text === 'string' && text.trim() !== '' && { text: text.slice(0, MOST_TEXT) }),
    ...(isId(account) && { account }),
    ...(isId(category) && { category }),
    ...((uncategorised === true || uncategorised === 'true' || uncategorised === 1) && {
      uncategorised: true as const,
    }),
    ...(isDate(from) && { from }),
    ...(isDate(to) && { to }),
  };
}

/** The filters with some set; an undefined value takes its filter away. */
export function withFilter(
  filters: Filters,
  change: { readonly [K in keyof Filters]?: Filters[K] | undefined },
): Filters {
  return readFilters({ ...filters, ...change });
}

export function requestOf(
  filters: Filters,
  householdId: string,
): MessageInitShape<typeof ListTransactionsRequestSchema> {
  return {
    householdId,
    accountIds: filters.account ? [filters.account] : [],
    categoryIds: filters.category ? [filters.category] : [],
    uncategorised: filters.uncategorised ?? false,
    fromDate: filters.from ?? '',
    toDate: filters.to ?? '',
    text: filters.text?.trim() ?? '',
  };
}

/** Whether the list is one whole account, so that its rows add up to its balance. */
export const isWholeAccount = ({ account, ...others }: Filters): boolean =>
  account !== undefined && Object.keys(others).length === 0;

const isId = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);
const isDate = (value: unknown): value is Day => typeof value === 'string' && isDay(value);
