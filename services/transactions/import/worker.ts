/** The thread that reads files: all that a file's size and content can make expensive happens here. */
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

/** Created transactions handed over at once: few enough that the other thread is not held up. */
export const BATCH_ROWS = 250;
/** Rows of a file that a proposal shows, as the contract says. */
const SAMPLE_ROWS = 20;

/** What one task keeps between its calls. */
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

const planned = (): { plan: Planned; own: Task } => {
  const own = task!;
  own.plan ??= planImport(own.statement, own.account, own);
  return { plan: own.plan, own };
};

const handlers = {
  /** The proposal as a response; undefined when the bytes are no text. */
  propose({ content, proposing }: { content: Uint8Array; proposing: Proposing }): ProposeResult {
    const proposal = proposeMapping(content, proposing);
    if (!proposal) return undefined;
    const { mapping, sample, notices, layout } = proposal;
    // Empty rows too, so that the place of a row is its number.
    const rowCount = sample.at(-1)?.rowNumber ?? 0;
    const byNumber = new Map(sample.map((row) => [row.rowNumber, row.cells]));
    const sampleRows = Array.from({ length: Math.min(rowCount, SAMPLE_ROWS) }, (_, i) => ({
      columns: [...(byNumber.get(i + 1) ?? [])],
    }));
    const response = create(ProposeMappingResponseSchema, { mapping, sampleRows, notices: [...notices] });
    return { layout, response: toBinary(ProposeMappingResponseSchema, response) };
  },
  /** Reads the file and says which layout it has, and between which days transactions are to be compared. */
  read({ content, mapping, reading, account, moveOpening }: ReadArgument): ReadResult {
    const statement = readStatement(content, fromBinary(MappingSchema, mapping), reading);
    if (typeof statement === 'string') return { problem: statement };
    task = { statement, account, existing: [], leftOut: [], moveOpening };
    const layout = proposeMapping(content, { ...reading, locale: '', isCard: false })?.layout ?? '';
    return statement.rows.length > 0 ? { layout, ...matchWindow(statement.rows) } : { layout };
  },
  /** Some more transactions of the account. */
  compare(existing: readonly Existing[]): void {
    task!.existing.push(...existing);
  },
  /** Some more rows that were left out before. */
  leaveOut(leftOut: readonly LeftOut[]): void {
    task!.leftOut.push(...leftOut);
  },
  /** A page of the preview as a response. */
  preview(page: Page): Uint8Array {
    const { plan, own } = planned();
    const rows = previewOf(plan, own.account, page);
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
  /** What a commit does with the user's choice. */
  take({ excludedRows, newRows }: Choice): TakeResult {
    const { plan, own } = planned();
    own.taken = takenOf(plan, new Set(excludedRows), new Set(newRows));
    const { joined, created, leftOut } = own.taken;
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
      openingMove: openingMove(created, own.account),
    };
  },
  /** Some of the created transactions as rows of the store. */
  batch({ index, importId, actorId, now }: BatchArgument): CreatedBatch {
    const own = task!;
    // What was moved back takes the early rows.
    const account = movedTo(openingMove(own.taken!.created, own.account), own.account);
    const act: WriteContext = {
      actorId,
      now: Temporal.Instant.from(now),
      idempotencyKey: undefined,
      newId: () => uuidv7(),
    };
    const rows = own.taken!.created.slice(index * BATCH_ROWS, (index + 1) * BATCH_ROWS);
    return createdBatch(rows, account, importId, act);
  },
};
export type Handlers = typeof handlers;

const movedTo = (move: OpeningMove | undefined, account: KnownAccount): KnownAccount =>
  move ? { ...account, openingDate: move.openingDate } : account;

serveCalls(handlers, () => {
  task = undefined;
});
