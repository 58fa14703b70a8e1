/** What imports changed of opening dates and balances. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { ImportRow } from './rows.ts';

export const importOpeningRows = (fork: () => EntityManager) => ({
  /** The latest possible opening date: `latest`, or the first transaction before it. */
  async openingAt(accountId: string, latest: string): Promise<string> {
    const sql = 'select min(posting_date) as day from ledger where account_id = ? and deleted_ms is null';
    const [first] = await fork().execute<{ day: string | null }[]>(sql, [accountId]);
    return first?.day && first.day < latest ? first.day : latest;
  },
  /** The change that an import made to the opening balance; undefined when there is none, or it was restored. */
  async openingChange(id: string): Promise<bigint | undefined> {
    return (await fork().findOne(ImportRow, { id }))?.openingChange ?? undefined;
  },
  /** Records that the opening was restored. */
  async openingRestored(id: string): Promise<void> {
    await fork().execute('update import set opening_change = null where id = ?', [id], 'run');
  },
});
