/** Applies a batch of records: as a whole, or event by event when one of them can never be applied. */
import type { Message } from '@bufbuild/protobuf';
import type { KafkaMessage, Producer } from 'kafkajs';
import { isPermanent } from '../../rpc/failure.ts';
import {
  type AnyEvent,
  type Checkpoint,
  type CheckpointStore,
  checkpointAfter,
  type EventBatch,
  type ReceivedEvent,
} from '../../store/checkpoints.ts';
import type { Logger } from '../../telemetry/log.ts';
import { inSpan, SpanKind } from '../../telemetry/telemetry.ts';
import {
  decodeEvent,
  isPoisonEvent,
  PoisonEventError,
  type Subscription,
  UnknownChangeError,
} from '../subscription.ts';
import { measured, origins } from './batch-telemetry.ts';
import { createDeadLetterRecorder, type DeadLetterRecorder } from './dead-letter-recorder.ts';

/** Attempts after which a batch with a permanent failure is applied without the events that cause it. */
const MAX_ATTEMPTS = 5;

/** Records of one partition, as they were fetched. */
export type FetchedBatch = {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  readonly checkpoint: Checkpoint | undefined;
  /** Consecutive attempts with a permanent failure; outages do not count. */
  readonly permanentFailures: number;
};

export type BatchProcessor = ReturnType<typeof createBatchProcessor>;

/** `process` names its topics of dead letters. */
export function createBatchProcessor(parts: {
  process: string;
  checkpoints: CheckpointStore;
  dead: Producer;
  log: Logger;
}) {
  const deadLetters = createDeadLetterRecorder(parts);
  return {
    /** Applies what it can. Returns the checkpoint after it, and the change that halts the partition if this process does not know it. */
    async apply(
      subscription: Subscription,
      fetched: FetchedBatch,
    ): Promise<{ applied: Checkpoint; unknown: UnknownChangeError | undefined }> {
      const { topic, partition, messages, checkpoint } = fetched;
      const { events, nextOffset, publishedMs, unknown } = await decodeBatch(subscription, fetched, deadLetters);
      const batch = { topic, partition, events, nextOffset, ...(checkpoint && { checkpoint }) };
      const attributes = { 'messaging.batch.message_count': events.length };
      // A partition that halts at its first event applies nothing.
      if (!unknown || events.length > 0)
        await inSpan({ name: `${topic} apply`, kind: SpanKind.CONSUMER, ...origins(messages), attributes }, () =>
          measured({ topic, eventCount: events.length, publishedMs }, () =>
            applyWhole(subscription, batch, fetched, deadLetters),
          ),
        );
      deadLetters.forget(topic, partition, messages);
      return { applied: checkpointAfter(batch as unknown as EventBatch<AnyEvent>, checkpoint), unknown };
    },
  };
}

/** The events up to the first one with an unknown change. Records that cannot be decoded are dead letters. */
async function decodeBatch(
  subscription: Subscription,
  { topic, partition, messages }: FetchedBatch,
  deadLetters: DeadLetterRecorder,
) {
  const events: ReceivedEvent<Message>[] = [];
  let lastSequence = -1n;
  let nextOffset = BigInt(messages[0]!.offset);
  let publishedMs: number | undefined;
  for (const message of messages) {
    const decoded = decodeEvent(subscription, message);
    if (decoded instanceof UnknownChangeError) return { events, nextOffset, publishedMs, unknown: decoded };
    if (decoded instanceof PoisonEventError)
      await deadLetters.record({ topic, partition, message, sequence: 0n, error: decoded });
    else if (decoded) {
      const { sequence } = decoded as AnyEvent;
      // A relay that died before it marked its events sent has published them again, perhaps into this batch.
      if (sequence > lastSequence) {
        events.push({ event: decoded, offset: BigInt(message.offset) });
        lastSequence = sequence;
        publishedMs = Number(message.timestamp);
      }
    }
    nextOffset = BigInt(message.offset) + 1n;
  }
  return { events, nextOffset, publishedMs, unknown: undefined };
}

async function applyWhole(
  subscription: Subscription,
  batch: EventBatch<Message>,
  fetched: FetchedBatch,
  deadLetters: DeadLetterRecorder,
): Promise<void> {
  try {
    await subscription.apply(batch);
  } catch (error) {
    const isProven = isPermanent(error) && fetched.permanentFailures + 1 >= MAX_ATTEMPTS;
    if (!(error instanceof PoisonEventError) && !isProven) throw error;
    const isPoison = isProven ? isPoisonEvent : (one: unknown) => one instanceof PoisonEventError;
    await applySingly(subscription, batch, async ({ event, offset }, cause) => {
      if (!isPoison(cause)) throw cause;
      const message = fetched.messages.find((one) => BigInt(one.offset) === offset)!;
      const { sequence } = event as AnyEvent;
      const { topic, partition } = batch;
      await deadLetters.record({ topic, partition, message, sequence, error: cause as Error });
    });
  }
}

/** One event of the batch is known to be poison. The others are applied; `onFailure` records the poison, or throws. */
async function applySingly(
  subscription: Subscription,
  { checkpoint: _, ...batch }: EventBatch<Message>,
  onFailure: (received: ReceivedEvent<Message>, cause: unknown) => Promise<void>,
): Promise<void> {
  for (const received of batch.events) {
    const nextOffset = received.offset + 1n;
    try {
      await subscription.apply({ ...batch, events: [received], nextOffset });
    } catch (error) {
      await onFailure(received, error);
      const { sequence: deadLetterSequence } = received.event as AnyEvent;
      await subscription.apply({ ...batch, events: [], nextOffset, deadLetterSequence });
    }
  }
  await subscription.apply({ ...batch, events: [] });
}
