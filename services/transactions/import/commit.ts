/** Commits the rows of a file that the user chose: new transactions, and entries made by hand that rows join. */
import { create } from '@bufbuild/protobuf';
import { type Import, ImportSchema, type Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { timestamp } from '#kit/values/dates.ts';
import type { KnownAccount } from '../references/references.ts';
import type { ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import { joinedBy } from './entries.ts';
import type { ImportOpenings } from './opening.ts';
import type { Batches } from './reader.ts';
import type { TakeResult } from './worker-calls.ts';

type Dependencies = {
  readonly store: TransactionStore;
  readonly resolve: ReferenceResolver;
  readonly openings: ImportOpenings;
};

type ImportToCommit = {
  readonly account: KnownAccount;
  readonly fileName: string;
  readonly mapping: Mapping;
  /** The effect of the user's choice. */
  readonly taken: TakeResult & { readonly layout: string };
  readonly batches: Batches;
};

/** Errors: those of `createTransaction`, DEPENDENCY_UNAVAILABLE, StaleDecisionError, DuplicateRequestError. */
export async function commitImport(
  { store, resolve, openings }: Dependencies,
  { account, fileName, mapping, taken, batches }: ImportToCommit,
  write: WriteContext,
): Promise<{ import: Import }> {
  const provenances = new Map(taken.joined.map(({ existingId, provenance }) => [existingId, provenance]));
  const joined = await store.transactions([...provenances.keys()], [account.householdId]);
  const categoryIds = joined.flatMap(({ lines }) => lines.map(({ categoryId }) => categoryId));
  const known = await resolve([account.id], categoryIds);
  const done = importOf(taken, { account, fileName, mergedCount: joined.length }, write);
  const record = {
    ...taken,
    done,
    mapping,
    joined,
    openingChange: taken.openingMove?.balanceChange,
    createMs: write.now.epochMilliseconds,
  };
  return openings.moving(account, taken.openingMove, () =>
    store.commitImport(
      write,
      account.householdId,
      { import: done },
      {
        batchCount: taken.batchCount,
        batch: batches(done.id, write),
        joined: joined.map((before) => joinedBy(before, known, write)),
        provenances,
        putImport: (sql) => store.imports.put(sql, record),
      },
    ),
  );
}

type Committed = { readonly account: KnownAccount; readonly fileName: string; readonly mergedCount: number };

const importOf = (taken: TakeResult, { account, fileName, mergedCount }: Committed, write: WriteContext): Import =>
  create(ImportSchema, {
    id: write.newId(),
    householdId: account.householdId,
    accountId: account.id,
    fileName,
    mergedCount,
    createdCount: taken.createdCount,
    duplicateCount: taken.duplicateCount,
    errorCount: taken.errorCount,
    leftOutCount: taken.leftOutCount,
    previousOpeningDate: taken.openingMove ? account.openingDate : '',
    createTime: timestamp(write.now),
  });
