/** Reads files in worker threads: one at a time per user, two per process, each limited in memory and time. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type Mapping, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import {
  type PreviewImportResponse,
  PreviewImportResponseSchema,
  type ProposeMappingResponse,
  ProposeMappingResponseSchema,
} from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionsReason } from '#gen/melo/transactions/v1/reason_pb.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { createWorkerPool, type WorkerCall, type WorkerPool } from '#kit/workers/worker-pool.ts';
import type { KnownAccount } from '../references/references.ts';
import { transactionsError } from '../transaction/checks.ts';
import type { Proposing } from './formats/csv/types.ts';
import type { Reading } from './formats/statement.ts';
import type { Existing, LeftOut } from './match/types.ts';
import type { Page } from './plan.ts';
import { callerError } from './reader-errors.ts';
import type { CreatedBatch } from './store/commit.ts';
import { transferableBytes } from './transferable-bytes.ts';
import type { BatchArgument, Choice, ProposeResult, ReadArgument, ReadResult, TakeResult } from './worker-calls.ts';

/** Files read at once in this process. */
const WORKER_COUNT = 2;
/** Several times the memory that the largest file with the most rows needs. */
const MEMORY_MB = 384;
/** Wall-clock time on a busy machine. The largest files take less than two seconds of processor time. */
const TIME_LIMIT_MS = 30_000;
export const createReaderPool = (): WorkerPool =>
  createWorkerPool({
    entry: new URL('./worker.ts', import.meta.url),
    size: WORKER_COUNT,
    memoryMb: MEMORY_MB,
    timeLimitMs: TIME_LIMIT_MS,
  });

/** The user who reads a file, and the signal that cancels it. */
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

/** A proposal and the fingerprint of its layout. */
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
        const file = transferableBytes(content);
        const proposal = await call<ProposeResult>('propose', { content: file, proposing }, [file.buffer]);
        if (!proposal) throw fileError('This is not a CSV file. Export a CSV file from your bank.');
        return { layout: proposal.layout, response: fromBinary(ProposeMappingResponseSchema, proposal.response) };
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

/** Returns the created transactions of an import, one batch per call. */
export type Batches = (importId: string, write: WriteContext) => (index: number) => Promise<CreatedBatch>;

/** Sends the file and what it is compared with to the worker. Returns the fingerprint of its layout. */
async function read(call: WorkerCall, file: FileToRead): Promise<string> {
  const { mapping, reading, account, moveOpening } = file;
  const content = transferableBytes(file.content);
  const mappingBytes = toBinary(MappingSchema, create(MappingSchema, mapping));
  const argument: ReadArgument = { content, mapping: mappingBytes, reading, account, moveOpening };
  const result = await call<ReadResult>('read', argument, [content.buffer]);
  if ('problem' in result) throw fileError(result.problem);
  const { layout, from, to } = result;
  if (from === undefined || to === undefined) return layout;
  for await (const page of file.existing(from, to)) await call('compare', page);
  for await (const page of file.leftOut()) await call('leaveOut', page);
  return layout;
}

const fileError = (text: string) => transactionsError(TransactionsReason.FILE_UNREADABLE, 'content', text);
