/** Records events that can never be applied: in a topic of dead letters, and in the store whose figures lack them. */
import type { KafkaMessage, Producer } from 'kafkajs';
import type { CheckpointStore } from '../../store/checkpoints.ts';
import type { Logger } from '../../telemetry/log.ts';
import { count } from '../../telemetry/meter.ts';
import { safeSummary } from '../../telemetry/redaction.ts';
import { deadTopic } from '../kafka.ts';

const MAX_CAUSE_CHARS = 1_000;

/** A record that cannot be applied. */
export type Undeliverable = {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
  /** 0 when the event cannot be decoded. */
  readonly sequence: bigint;
  readonly error: Error;
};

export type DeadLetterRecorder = ReturnType<typeof createDeadLetterRecorder>;

/** `process` names its topics of dead letters. */
export function createDeadLetterRecorder(parts: {
  process: string;
  checkpoints: CheckpointStore;
  dead: Producer;
  log: Logger;
}) {
  const { process, checkpoints, dead, log } = parts;
  /** Recorded events of batches that are still being attempted, so that another attempt does not record them again. */
  const recorded = new Set<string>();
  const idOf = (topic: string, partition: number, offset: string) => `${topic}/${partition}/${offset}`;
  return {
    async record({ topic, partition, message, sequence, error }: Undeliverable): Promise<void> {
      const id = idOf(topic, partition, message.offset);
      if (recorded.has(id)) return;
      const place = { topic, partition, offset: message.offset };
      log.error(
        { event: 'event_dead_lettered', ...place, err: error },
        'The event cannot be applied; it is a dead letter.',
      );
      const cause = safeSummary(error).slice(0, MAX_CAUSE_CHARS);
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
      recorded.add(id);
      count('melo.dead_letters', { 'messaging.destination.name': topic });
    },
    /** A batch is done. */
    forget(topic: string, partition: number, messages: readonly KafkaMessage[]): void {
      for (const { offset } of messages) recorded.delete(idOf(topic, partition, offset));
    },
  };
}
