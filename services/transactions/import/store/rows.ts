/** Rows of imports, and the messages they stand for. */
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type Import, ImportSchema } from '#gen/melo/transactions/v1/import_pb.ts';

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

export const toImport = (row: InferEntity<typeof ImportRow>): Import =>
  create(ImportSchema, {
    id: row.id,
    householdId: row.householdId,
    accountId: row.accountId,
    fileName: row.fileName,
    createdCount: row.createdCount,
    mergedCount: row.mergedCount,
    duplicateCount: row.duplicateCount,
    errorCount: row.errorCount,
    leftOutCount: row.leftOutCount,
    previousOpeningDate: row.previousOpeningDate ?? '',
    createTime: timestampFromMs(row.createMs),
    ...(row.revertMs && { revertTime: timestampFromMs(row.revertMs) }),
  });
