/** How a batch of records takes effect: read, applied as one, or event by event where one of them can never be applied. */
import type { Message } from '@bufbuild/protobuf';
import type { KafkaMessage, Producer } from 'kafkajs';
import { isPermanent } from '../rpc/failure.ts';
import type { AnyEvent, Checkpoint, CheckpointStore, EventBatch, ReceivedEvent } from '../store/checkpoints.ts';
import type { Logger } from '../telemetry/log.ts';
import { safeSummary } from '../telemetry/redaction.ts';
import { inSpan, SpanKind } from '../telemetry/telemetry.ts';
import { deadTopic } from './kafka.ts';
import { decodeEvent, isPoisonEvent, PoisonEventError, type Subscription, UnknownChangeError } from './subscription.ts';

/** Most that is kept of why an event was set aside. */
const CAUSE_CHARS = 1_000;
/** Tries after which a batch that always meets a fault of ours goes on without the events that cause it. */
const FAULT_TRIES = 5;

/** Records of one partition, as they were fetched. */
export type Fetched = {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  /** Where the store stands. */
  readonly before: Checkpoint | undefined;
  /** How often in a row these met a fault of ours, and no outage. */
  readonly faults: number;
};

export type BatchProcessor = ReturnType<typeof createBatchProcessor>;

/** `process` names its topics of dead letters. */
export function createBatchProcessor(parts: {
  process: string;
  checkpoints: CheckpointStore;
  dead: Producer;
  log: Logger;
}) {
  const { process, checkpoints, dead, log } = parts;
  /** Events set aside of batches that are still being tried, so that another try does not set them aside again. */
  const aside = new Set<string>();

  /** Applies what it can; answers where the partition goes on, and the change that stands there if it is unknown here. */
  async function apply(
    subscription: Subscription,
    { topic, partition, messages, before, faults }: Fetched,
  ): Promise<{ nextOffset: bigint; unknown: UnknownChangeError | undefined }> {
    const events: ReceivedEvent<Message>[] = [];
    let unknown: UnknownChangeError | undefined;
    let lastSequence = -1n;
    let nextOffset = BigInt(messages[0]!.offset);
    for (const message of messages) {
      const decoded = decodeEvent(subscription, message);
      if (decoded instanceof UnknownChangeError) {
        unknown = decoded;
        break;
      }
      if (decoded instanceof PoisonEventError) await setAside(topic, partition, message, 0n, decoded);
      else if (decoded) {
        const { sequence } = decoded as AnyEvent;
        // A relay that died before it marked its events sent has published them again, maybe into this very batch.
        if (sequence > lastSequence) events.push({ event: decoded, offset: BigInt(message.offset) });
        if (sequence > lastSequence) lastSequence = sequence;
      }
      nextOffset = BigInt(message.offset) + 1n;
    }
    const batch = { topic, partition, events, nextOffset, ...(before && { before }) };
    const parent = messages[0]?.headers?.['traceparent']?.toString();
    const count = { 'messaging.batch.message_count': events.length };
    await inSpan(`${topic} apply`, SpanKind.CONSUMER, parent, count, async () => {
      try {
        if (!unknown || events.length > 0) await subscription.apply(batch);
      } catch (error) {
        const isProven = isPermanent(error) && faults + 1 >= FAULT_TRIES;
        if (!(error instanceof PoisonEventError) && !isProven) throw error;
        await applySingly(
          subscription,
          batch,
          messages,
          isProven ? isPoisonEvent : (one) => one instanceof PoisonEventError,
        );
      }
    });
    for (const { offset } of messages) aside.delete(`${topic}/${partition}/${offset}`);
    return { nextOffset, unknown };
  }

  /** One event in the batch is poison, or has proven to be: the others go on. */
  async function applySingly(
    subscription: Subscription,
    { checkpoint: _, ...batch }: EventBatch<Message>,
    messages: readonly KafkaMessage[],
    isToBeSetAside: (error: unknown) => boolean,
  ): Promise<void> {
    for (const received of batch.events) {
      const nextOffset = received.offset + 1n;
      try {
        await subscription.apply({ ...batch, events: [received], nextOffset });
      } catch (error) {
        if (!isToBeSetAside(error)) throw error;
        const message = messages.find(({ offset }) => BigInt(offset) === received.offset)!;
        const { sequence } = received.event as AnyEvent;
        await setAside(batch.topic, batch.partition, message, sequence, error as Error);
        await subscription.apply({ ...batch, events: [], nextOffset, skippedSequence: sequence });
      }
    }
    await subscription.apply({ ...batch, events: [] });
  }

  async function setAside(
    topic: string,
    partition: number,
    message: KafkaMessage,
    sequence: bigint,
    error: Error,
  ): Promise<void> {
    const id = `${topic}/${partition}/${message.offset}`;
    if (aside.has(id)) return;
    log.error({ topic, partition, offset: message.offset, err: error }, 'event set aside');
    const cause = safeSummary(error).slice(0, CAUSE_CHARS);
    const headers = {
      ...message.headers,
      cause,
      sequence: String(sequence),
      offset: message.offset,
      partition: String(partition),
    };
    await dead.connect();
    await dead.send({
      topic: deadTopic(topic, process),
      acks: -1,
      messages: [{ key: message.key, value: message.value, headers }],
    });
    const key = message.key?.toString() ?? '';
    await checkpoints.recordDeadLetter({ topic, partition, offset: BigInt(message.offset), key, sequence, cause });
    aside.add(id);
  }

  return { apply };
}
