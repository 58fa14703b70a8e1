/** Imports and saved mappings in MariaDB, and the queries on the ledger that imports need. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Import, type Mapping, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import { storedMessage } from '#kit/store/stored-message.ts';
import { comparedRows } from './compared.ts';
import { importOpeningRows } from './openings.ts';
import { putImport } from './put.ts';
import { revertedRows } from './revert.ts';
import { ImportRow, toImport } from './rows.ts';

export const imports = (fork: () => EntityManager) => ({
  ...comparedRows(fork),
  ...importOpeningRows(fork),
  ...revertedRows(fork),
  put: putImport,
  /** The mapping of a layout, and whether the account has any at all. */
  async mapping(accountId: string, layout: string): Promise<{ saved: Mapping | undefined; hasOthers: boolean }> {
    const rows = await fork().execute<{ layout: string; mapping: string }[]>(
      'select layout, mapping from mapping where account_id = ? order by layout = ? desc limit 1',
      [accountId, layout],
    );
    const same = rows.find((row) => row.layout === layout);
    return { saved: same && storedMessage(MappingSchema, JSON.parse(same.mapping)), hasOthers: rows.length > 0 };
  },
  async find(id: string, visible: readonly string[]): Promise<Import | undefined> {
    const row = await fork().findOne(ImportRow, { id, householdId: [...visible] });
    return row ? toImport(row) : undefined;
  },
  /** Imports of a household before an ID, newest first, for pages. */
  async page(householdId: string, before: string, limit: number): Promise<Import[]> {
    const where = { householdId, ...(before && { id: { $lt: before } }) };
    return (await fork().find(ImportRow, where, { orderBy: { id: 'desc' }, limit })).map(toImport);
  },
});
