/** Filters of the register as SQL conditions on transactions and on single lines. */
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { LineFlow } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { ListTransactionsRequest } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { placeholders } from '#kit/store/sql/rows.ts';

/** A filter of the register; `categoryIds` include all descendants. */
export type Filter = Pick<
  ListTransactionsRequest,
  'accountIds' | 'uncategorised' | 'fromDate' | 'toDate' | 'text' | 'tags' | 'flow' | 'showDeleted' | 'onlyDeleted'
> & {
  readonly householdId: string;
  readonly categoryIds: readonly string[] | undefined;
};

/** SQL conditions joined by `and`, with the values of their parameters. */
export type Condition = { readonly sql: string; readonly values: readonly string[] };

/** Ignores case and accents, independent of the database default. */
const TEXT_COLLATION = 'utf8mb4_uca1400_ai_ci';

/** Conditions on `ledger`; with line filters, at least one line matches. */
export function transactionCondition(filter: Filter): Condition {
  const parts = [...transactionParts(filter)];
  const lines = lineCondition(filter);
  if (lines) {
    const sql = `exists (select 1 from line where line.transaction_id = ledger.id and ${lines.sql})`;
    parts.push({ sql, values: lines.values });
  }
  return all(parts);
}

/** Conditions on `line`, a line of `ledger`; undefined when the filter matches whole transactions. */
export function lineCondition({ categoryIds, uncategorised, tags, flow }: Filter): Condition | undefined {
  const parts: Condition[] = [];
  if (categoryIds) parts.push({ sql: `line.category_id in (${placeholders(categoryIds)})`, values: categoryIds });
  if (uncategorised) parts.push(NOT_TRANSFERRED, { sql: 'line.category_id is null', values: [] });
  // Tags are stored as written by JSON.stringify, and JSON_CONTAINS compares strings as they are written.
  if (tags.length > 0) {
    const sql = `(${tags.map(() => 'json_contains(line.tags, ?)').join(' or ')})`;
    parts.push({ sql, values: tags.map((tag) => JSON.stringify(tag)) });
  }
  if (flow !== LineFlow.UNSPECIFIED) parts.push(NOT_TRANSFERRED);
  if (flow === LineFlow.SPENDING) parts.push({ sql: IS_SPENDING, values: [] });
  if (flow === LineFlow.INCOME) parts.push({ sql: `not ${IS_SPENDING}`, values: [] });
  return parts.length > 0 ? all(parts) : undefined;
}

/** In a leg of a transfer, the line without a category is the transferred amount; other lines are fees. */
const NOT_TRANSFERRED: Condition = {
  sql: '(ledger.transfer_id is null or line.category_id is not null)',
  values: [],
};

/** As in reports: the kind of the category decides, or the direction when the category or its kind is unknown. */
const IS_SPENDING = `(case coalesce((select kind from category_copy where id = line.category_id), 0)
  when ${CategoryKind.EXPENSE} then true when ${CategoryKind.INCOME} then false else line.minor_units < 0 end)`;

function transactionParts(filter: Filter): Condition[] {
  const { householdId, accountIds, fromDate, toDate, text } = filter;
  const parts: Condition[] = [{ sql: 'ledger.household_id = ?', values: [householdId] }];
  if (filter.onlyDeleted) parts.push({ sql: 'ledger.deleted_ms is not null', values: [] });
  else if (!filter.showDeleted) parts.push({ sql: 'ledger.deleted_ms is null', values: [] });
  if (accountIds.length > 0)
    parts.push({ sql: `ledger.account_id in (${placeholders(accountIds)})`, values: accountIds });
  if (fromDate) parts.push({ sql: 'ledger.posting_date >= ?', values: [fromDate] });
  if (toDate) parts.push({ sql: 'ledger.posting_date <= ?', values: [toDate] });
  if (text) parts.push(textCondition(text));
  return parts;
}

function textCondition(text: string): Condition {
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const has = (column: string) => `${column} like ? collate ${TEXT_COLLATION}`;
  const inLines = `exists (select 1 from line where line.transaction_id = ledger.id and ${has('line.note')})`;
  return { sql: `(${has('ledger.payee')} or ${has('ledger.note')} or ${inLines})`, values: [like, like, like] };
}

const all = (parts: readonly Condition[]): Condition => ({
  sql: parts.map(({ sql }) => sql).join(' and '),
  values: parts.flatMap(({ values }) => values),
});
