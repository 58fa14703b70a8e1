/** The thread that reads files, so that no expensive file blocks the event loop of the service. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { MappingSchema, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import {
  PreviewImportResponseSchema,
  ProposeMappingResponseSchema,
} from '#gen/melo/transactions/v1/import_service_pb.ts';
import { encodePageToken, paginate } from '#kit/rpc/pagination.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { serveCalls } from '#kit/workers/worker-thread.ts';
import type { KnownAccount } from '../references/references.ts';
import { createdBatch } from './batch.ts';
import { proposeMapping } from './formats/csv/propose.ts';
import { readStatement } from './formats/csv/read-statement.ts';
import type { Proposing } from './formats/csv/types.ts';
import type { Statement } from './formats/statement.ts';
import { matchWindow } from './match/match-rows.ts';
import type { Existing, LeftOut } from './match/types.ts';
import {
  countsOf,
  type OpeningMove,
  openingMove,
  type Page,
  type Planned,
  planImport,
  previewOf,
  type Taken,
  takenOf,
} from './plan.ts';
import type { CreatedBatch } from './store/commit.ts';
import type { BatchArgument, Choice, ProposeResult, ReadArgument, ReadResult, TakeResult } from './worker-calls.ts';

/** Created transactions per message: few enough not to block the main thread. */
export const BATCH_ROWS = 250;
/** Rows of the file that a proposal returns, as defined in the contract. */
const SAMPLE_ROWS = 20;

/** State of a task between its calls. */
type Task = {
  statement: Statement;
  account: KnownAccount;
  existing: Existing[];
  leftOut: LeftOut[];
  moveOpening: boolean;
  plan?: Planned;
  taken?: Taken;
};
let task: Task | undefined;

const planned = (): { plan: Planned; current: Task } => {
  const current = task!;
  current.plan ??= planImport(current.statement, current.account, current);
  return { plan: current.plan, current };
};

const handlers = {
  /** Returns the encoded proposal; undefined when the content is not text. */
  propose({ content, proposing }: { content: Uint8Array; proposing: Proposing }): ProposeResult {
    const proposal = proposeMapping(content, proposing);
    if (!proposal) return undefined;
    const { mapping, sample, notices, layout } = proposal;
    // Includes empty rows, so that the index of a row is its number.
    const rowCount = sample.at(-1)?.rowNumber ?? 0;
    const byNumber = new Map(sample.map((row) => [row.rowNumber, row.cells]));
    const sampleRows = Array.from({ length: Math.min(rowCount, SAMPLE_ROWS) }, (_, i) => ({
      columns: [...(byNumber.get(i + 1) ?? [])],
    }));
    const response = create(ProposeMappingResponseSchema, { mapping, sampleRows, notices: [...notices] });
    return { layout, response: toBinary(ProposeMappingResponseSchema, response) };
  },
  /** Reads the file. Returns its layout and the days between which transactions are compared. */
  read({ content, mapping, reading, account, moveOpening }: ReadArgument): ReadResult {
    const statement = readStatement(content, fromBinary(MappingSchema, mapping), reading);
    if (typeof statement === 'string') return { problem: statement };
    task = { statement, account, existing: [], leftOut: [], moveOpening };
    const layout = proposeMapping(content, { ...reading, locale: '', isCard: false })?.layout ?? '';
    return statement.rows.length > 0 ? { layout, ...matchWindow(statement.rows) } : { layout };
  },
  /** Adds a page of transactions of the account. */
  compare(existing: readonly Existing[]): void {
    task!.existing.push(...existing);
  },
  /** Adds a page of rows that were left out of earlier imports. */
  leaveOut(leftOut: readonly LeftOut[]): void {
    task!.leftOut.push(...leftOut);
  },
  /** Returns an encoded page of the preview. */
  preview(page: Page): Uint8Array {
    const { plan, current } = planned();
    const rows = previewOf(plan, current.account, page);
    const { page: shown, nextPageToken } = paginate(rows, page.size, ({ rowNumber }) =>
      encodePageToken(String(rowNumber)),
    );
    const counts = [...countsOf(plan)].map(([state, rowCount]) => ({ state, rowCount }));
    return toBinary(
      PreviewImportResponseSchema,
      create(PreviewImportResponseSchema, {
        rows: shown,
        nextPageToken,
        counts,
        ...(plan.earlyRows && { earlyRows: plan.earlyRows }),
      }),
    );
  },
  /** Applies the user's choice and returns what the commit will do. */
  take({ excludedRows, newRows }: Choice): TakeResult {
    const { plan, current } = planned();
    current.taken = takenOf(plan, new Set(excludedRows), new Set(newRows));
    const { joined, created, leftOut } = current.taken;
    const batchCount = Math.ceil(created.length / BATCH_ROWS);
    const taken = new Set(created.map(({ row }) => row.rowNumber));
    const duplicateCount = plan.matched.filter(
      ({ state, row }) => state === RowState.DUPLICATE && !taken.has(row.rowNumber),
    ).length;
    return {
      joined,
      leftOut,
      createdCount: created.length,
      batchCount,
      duplicateCount,
      leftOutCount: plan.matched.length - created.length - joined.length - duplicateCount,
      errorCount: plan.bad.length,
      openingMove: openingMove(created, current.account),
    };
  },
  /** Returns a batch of the created transactions as rows of the store. */
  batch({ index, importId, actorId, now }: BatchArgument): CreatedBatch {
    const current = task!;
    // The moved opening date accepts the early rows.
    const account = withOpening(openingMove(current.taken!.created, current.account), current.account);
    const write: WriteContext = {
      actorId,
      now: Temporal.Instant.from(now),
      idempotencyKey: undefined,
      newId: () => uuidv7(),
    };
    const rows = current.taken!.created.slice(index * BATCH_ROWS, (index + 1) * BATCH_ROWS);
    return createdBatch(rows, account, importId, write);
  },
};
export type Handlers = typeof handlers;

const withOpening = (move: OpeningMove | undefined, account: KnownAccount): KnownAccount =>
  move ? { ...account, openingDate: move.openingDate } : account;

serveCalls(handlers, () => {
  task = undefined;
});
