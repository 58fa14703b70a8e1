/** Reads what the rows of a file are compared with: the account's transactions, and rows that were left out before. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Existing, LeftOut } from '../match/types.ts';

type LeftOutRow = { import_key: string; occurrence: number };
type ExistingRow = {
  id: string;
  posting_date: string;
  minor_units: string;
  bank_id: string | null;
  import_key: string | null;
  occurrence: number | null;
  deleted_ms: string | null;
};

export const comparedRows = (fork: () => EntityManager) => ({
  /**
   * Transactions of an account between two days, and all imported ones whatever their date, in pages. Includes deleted ones, so
   * that they do not come back.
   */
  async *existing(accountId: string, from: string, to: string): AsyncGenerator<Existing[]> {
    let last: ExistingRow | undefined;
    do {
      const after = last ? 'and posting_date <= ? and (posting_date < ? or id < ?)' : '';
      const rows: ExistingRow[] = await fork().execute<ExistingRow[]>(
        `select id, posting_date, minor_units, bank_id, import_key, occurrence, deleted_ms
         from ledger force index (by_account)
         where account_id = ? and (posting_date between ? and ? or bank_id is not null or import_key is not null) ${after}
         order by posting_date desc, id desc limit ${COMPARED_BATCH_SIZE}`,
        [accountId, from, to, ...(last ? [last.posting_date, last.posting_date, last.id] : [])],
      );
      yield rows.map(toExisting);
      last = rows.length === COMPARED_BATCH_SIZE ? rows.at(-1) : undefined;
    } while (last);
  },
  /** Rows that were left out of earlier imports, in pages. */
  async *leftOut(accountId: string): AsyncGenerator<LeftOut[]> {
    let last: LeftOutRow | undefined;
    do {
      const after = last ? 'and (import_key > ? or (import_key = ? and occurrence > ?))' : '';
      const rows: LeftOutRow[] = await fork().execute<LeftOutRow[]>(
        `select import_key, occurrence from left_out_row where account_id = ? ${after}
         order by import_key, occurrence limit ${COMPARED_BATCH_SIZE}`,
        [accountId, ...(last ? [last.import_key, last.import_key, last.occurrence] : [])],
      );
      yield rows.map((row) => ({ importKey: row.import_key, occurrence: row.occurrence }));
      last = rows.length === COMPARED_BATCH_SIZE ? rows.at(-1) : undefined;
    } while (last);
  },
});

/** Rows per query, few enough not to block the event loop. */
const COMPARED_BATCH_SIZE = 1_000;

const toExisting = (row: ExistingRow): Existing => ({
  id: row.id,
  date: row.posting_date,
  minorUnits: BigInt(row.minor_units),
  bankId: row.bank_id ?? undefined,
  importKey: row.import_key ?? undefined,
  occurrence: row.occurrence ?? 0,
  deleted: row.deleted_ms !== null,
});
