/** The filtered register: one page in a stable order, and the totals of all that match. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ListTransactionsRequest } from '#gen/melo/transactions/v1/transaction_service_pb.ts';

/** A page begins after this posting date and id, both descending. */
export type After = { readonly date: string; readonly id: string };

/** What to look for; `categoryIds` hold all descendants. */
export type Filter = Pick<ListTransactionsRequest, 'accountIds' | 'uncategorised' | 'fromDate' | 'toDate' | 'text'> & {
  readonly householdId: string;
  readonly categoryIds: readonly string[] | undefined;
};

/** Ids of a page, newest posting date first, then newest id. */
export async function pageIds(
  em: EntityManager,
  filter: Filter,
  after: After | undefined,
  limit: number,
): Promise<string[]> {
  const { where, values } = conditions(filter);
  if (after) {
    where.push('(posting_date < ? or (posting_date = ? and id < ?))');
    values.push(after.date, after.date, after.id);
  }
  const rows = await em.execute<{ id: string }[]>(
    `select id from ledger where ${where.join(' and ')} order by posting_date desc, id desc limit ${Math.trunc(limit)}`,
    values,
  );
  return rows.map(({ id }) => id);
}

/** How many match, and the sum of their amounts by currency. */
export async function totals(
  em: EntityManager,
  filter: Filter,
): Promise<{ count: bigint; amounts: [string, bigint][] }> {
  const { where, values } = conditions(filter);
  const rows = await em.execute<{ currency: string; count: string; total: string }[]>(
    `select currency, count(*) as count, cast(sum(minor_units) as char) as total from ledger
     where ${where.join(' and ')} group by currency order by currency`,
    values,
  );
  return {
    count: rows.reduce((all, { count }) => all + BigInt(count), 0n),
    amounts: rows.map(({ currency, total }) => [currency, BigInt(total)]),
  };
}

function conditions(filter: Filter): { where: string[]; values: string[] } {
  const where = ['household_id = ?', 'deleted_ms is null'];
  const values = [filter.householdId];
  const add = (condition: string, ...own: readonly string[]) => {
    where.push(condition);
    values.push(...own);
  };
  if (filter.accountIds.length > 0) add(`account_id in (${marks(filter.accountIds)})`, ...filter.accountIds);
  if (filter.fromDate) add('posting_date >= ?', filter.fromDate);
  if (filter.toDate) add('posting_date <= ?', filter.toDate);
  if (filter.text) {
    const like = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    add('(payee like ? or note like ?)', like, like);
  }
  if (filter.categoryIds) {
    add(
      `exists (select 1 from line where transaction_id = ledger.id and category_id in (${marks(filter.categoryIds)}))`,
      ...filter.categoryIds,
    );
  }
  if (filter.uncategorised) {
    add('transfer_id is null and exists (select 1 from line where transaction_id = ledger.id and category_id is null)');
  }
  return { where, values };
}

const marks = (values: readonly string[]): string => values.map(() => '?').join(', ');
