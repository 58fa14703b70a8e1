/** Reads files in worker threads: one at a time for a user, two in the process, each with limits of memory and time. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { type Mapping, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import {
  type PreviewImportResponse,
  PreviewImportResponseSchema,
  type ProposeMappingResponse,
  ProposeMappingResponseSchema,
} from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import {
  createWorkerPool,
  WorkerBusyError,
  type WorkerCall,
  WorkerLimitError,
  type WorkerPool,
} from '#kit/workers/worker-pool.ts';
import type { KnownAccount } from '../references/references.ts';
import { transactionsError } from '../transaction/rules.ts';
import type { Proposing } from './formats/csv/types.ts';
import type { Reading } from './formats/statement.ts';
import type { Existing, LeftOut } from './match/types.ts';
import type { Page } from './plan.ts';
import type { CreatedBatch } from './store/commit.ts';
import type { BatchArgument, Choice, ProposeResult, ReadArgument, ReadResult, TakeResult } from './worker-calls.ts';

/** Files read at once in this process. */
const WORKERS = 2;
/** Several times what the largest file of the most rows takes. */
const MEMORY_MB = 384;
/** Wall time, on a machine that is busy: the largest files take less than two seconds of a processor. */
const TIME_LIMIT_MS = 30_000;
const RETRY_SECONDS = '1';

export const createReaderPool = (): WorkerPool =>
  createWorkerPool({
    entry: new URL('./worker.ts', import.meta.url),
    size: WORKERS,
    memoryMb: MEMORY_MB,
    timeLimitMs: TIME_LIMIT_MS,
  });

/** Who wants to read, and until when. */
export type Reader = { readonly userId: string; readonly signal: AbortSignal };
export type FileToRead = {
  readonly content: Uint8Array;
  readonly mapping: Mapping;
  readonly reading: Reading;
  readonly account: KnownAccount;
  readonly moveOpening: boolean;
  /** Transactions of the account to compare rows with, in pages. */
  existing(from: string, to: string): AsyncIterable<Existing[]>;
  /** Rows that were left out of earlier imports, in pages. */
  leftOut(): AsyncIterable<LeftOut[]>;
};

export type ImportReader = ReturnType<typeof createImportReader>;

/** A proposal, and the fingerprint of the layout it is for. */
export type Proposed = { readonly layout: string; readonly response: ProposeMappingResponse };

/** Errors of all methods: IMPORT_BUSY, FILE_UNREADABLE, FILE_TOO_COMPLEX. */
export function createImportReader(pool: WorkerPool) {
  const run = <Result>({ userId, signal }: Reader, task: (call: WorkerCall) => Promise<Result>): Promise<Result> =>
    pool.run(userId, signal, task).catch((error) => {
      throw callerError(error);
    });
  return {
    propose: (reader: Reader, content: Uint8Array, proposing: Proposing): Promise<Proposed> =>
      run(reader, async (call) => {
        const file = movable(content);
        const answer = await call<ProposeResult>('propose', { content: file, proposing }, [file.buffer]);
        if (!answer) throw unreadable('This is not a CSV file. Export a CSV file at your bank.');
        return { layout: answer.layout, response: fromBinary(ProposeMappingResponseSchema, answer.response) };
      }),
    preview: (reader: Reader, file: FileToRead, page: Page): Promise<PreviewImportResponse> =>
      run(reader, async (call) => {
        await read(call, file);
        return fromBinary(PreviewImportResponseSchema, await call<Uint8Array>('preview', page));
      }),
    /** Runs `commit` while the worker holds the plan. */
    commit: <Result>(
      reader: Reader,
      file: FileToRead,
      choice: Choice,
      commit: (taken: TakeResult & { readonly layout: string }, batch: Batches) => Promise<Result>,
    ): Promise<Result> =>
      run(reader, async (call) => {
        const layout = await read(call, file);
        const { excludedRows, newRows } = choice;
        const taken = await call<TakeResult>('take', { excludedRows, newRows } satisfies Choice);
        return commit(
          { ...taken, layout },
          (importId, { actorId, now }) =>
            (index) =>
              call<CreatedBatch>('batch', { index, importId, actorId, now: now.toString() } satisfies BatchArgument),
        );
      }),
  };
}

/** Created transactions of the import, a batch at a time. */
export type Batches = (importId: string, act: WriteContext) => (index: number) => Promise<CreatedBatch>;

/** Answers the layout of the file. */
async function read(call: WorkerCall, file: FileToRead): Promise<string> {
  const { mapping, reading, account, moveOpening } = file;
  const content = movable(file.content);
  const encoded = toBinary(MappingSchema, create(MappingSchema, mapping));
  const argument: ReadArgument = { content, mapping: encoded, reading, account, moveOpening };
  const found = await call<ReadResult>('read', argument, [content.buffer]);
  if ('problem' in found) throw unreadable(found.problem);
  const { layout, from, to } = found;
  if (from === undefined || to === undefined) return layout;
  for await (const page of file.existing(from, to)) await call('compare', page);
  for await (const page of file.leftOut()) await call('leaveOut', page);
  return layout;
}

/** Bytes from which a copy holds others up. */
const LARGE_BYTES = 1024 * 1024;

/**
 * Bytes that can move to the worker: those of a large request as they are, since nothing else of it is in their buffer and nobody
 * reads them again; else a copy, because small ones may share a buffer with others.
 */
function movable(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = content;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength - byteLength < LARGE_BYTES;
  return byteLength >= LARGE_BYTES && isAlone ? (content as Uint8Array<ArrayBuffer>) : content.slice();
}

const unreadable = (text: string) => transactionsError(TransactionsReason.FILE_UNREADABLE, 'content', text);

/** What the caller is told of a pool's error. */
function callerError(error: unknown): unknown {
  if (error instanceof WorkerBusyError) {
    return domainError(
      Code.ResourceExhausted,
      TransactionsReasonSchema,
      TransactionsReason.IMPORT_BUSY,
      'Another file is being read. Nothing was saved; please try again in a moment.',
      { retry_after_seconds: RETRY_SECONDS },
    );
  }
  if (!(error instanceof WorkerLimitError)) return error;
  return transactionsError(
    TransactionsReason.FILE_TOO_COMPLEX,
    'content',
    `Reading this file takes too much ${error.limit}. Nothing was saved; export a shorter time at your bank.`,
    { limit: error.limit },
  );
}
