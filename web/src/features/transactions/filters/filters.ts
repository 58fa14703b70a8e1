/** The filters of the register, in the URL. Without contracts, for the router reads them before any page is loaded. */
import { type Day, isDay } from '../../../i18n/dates.ts';

/** Lines that reports count as spending, as income, or as either: everything but transferred amounts. */
export type Flow = 'spending' | 'income' | 'both';

export type Filters = {
  readonly text?: string;
  readonly account?: string;
  readonly category?: string;
  readonly uncategorised?: true;
  readonly flow?: Flow;
  /** Deleted transactions instead of live ones. */
  readonly deleted?: true;
  readonly from?: Day;
  readonly to?: Day;
};

/** Filters to set; an undefined value removes its filter. */
export type FilterChange = { readonly [K in keyof Filters]?: Filters[K] | undefined };

/** Props of the parts of the filter bar. */
export type FilterProps = { readonly filters: Filters; readonly set: (change: FilterChange) => void };

const flows: readonly string[] = ['spending', 'income', 'both'] satisfies Flow[];

const MAX_TEXT_LENGTH = 100;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads the filters from the URL. Ignores anything else, so that no link breaks the page. */
export function readFilters(search: Readonly<Record<string, unknown>>): Filters {
  // The router parses numbers and booleans in the URL.
  const text = typeof search['text'] === 'number' ? String(search['text']) : search['text'];
  const { account, category, uncategorised, flow, deleted, from, to } = search;
  return {
    ...(typeof text === 'string' && text.trim() !== '' && { text: text.slice(0, MAX_TEXT_LENGTH) }),
    ...(isId(account) && { account }),
    ...(isId(category) && { category }),
    ...(isSet(uncategorised) && { uncategorised: true as const }),
    ...(isFlow(flow) && { flow }),
    ...(isSet(deleted) && { deleted: true as const }),
    ...(isDate(from) && { from }),
    ...(isDate(to) && { to }),
  };
}

/** The filters after a change. */
export function withFilter(filters: Filters, change: FilterChange): Filters {
  return readFilters({ ...filters, ...change });
}

/** Whether the list is one whole account, so that its rows add up to its balance. */
export const isWholeAccount = ({ account, ...others }: Filters): boolean =>
  account !== undefined && !isFiltered(others);

/** Whether rows are left out of the list, beside those of other accounts. */
export const isFiltered = ({ account: _, ...others }: Filters): boolean => Object.keys(others).length > 0;

/** Whether totals count single lines, not whole transactions. */
export const matchesLines = ({ category, uncategorised, flow }: Filters): boolean =>
  category !== undefined || uncategorised !== undefined || flow !== undefined;

const isSet = (value: unknown): boolean => value === true || value === 'true' || value === 1;
const isFlow = (value: unknown): value is Flow => typeof value === 'string' && flows.includes(value);
const isId = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);
const isDate = (value: unknown): value is Day => typeof value === 'string' && isDay(value);
