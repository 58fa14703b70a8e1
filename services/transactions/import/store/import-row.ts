/** The table of imports. */
import { defineEntity, p } from '@mikro-orm/core';

export const ImportRow = defineEntity({
  name: 'ImportRow',
  tableName: 'import',
  properties: {
    id: p.string().primary(),
    householdId: p.string(),
    accountId: p.string(),
    fileName: p.string(),
    createdCount: p.integer(),
    mergedCount: p.integer(),
    duplicateCount: p.integer(),
    errorCount: p.integer(),
    leftOutCount: p.integer(),
    previousOpeningDate: p.string().nullable(),
    openingChange: p.bigint('bigint').nullable(),
    createMs: p.bigint('number'),
    revertMs: p.bigint('number').nullable(),
  },
});
