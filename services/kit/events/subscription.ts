/** What a service consumes from a topic, how its events are decoded, and which of them can never be applied. */
import { type DescMessage, fromBinary, type Message, type MessageShape } from '@bufbuild/protobuf';
import type { KafkaMessage } from 'kafkajs';
import { isPermanent } from '../rpc/failure.ts';
import type { AnyEvent, EventBatch } from '../store/checkpoints.ts';
import { topicOf } from './event.ts';
import { decodeWireFormat } from './wire-format.ts';

/** Names of the changes that events of a type carry. */
export type ChangeCase<Desc extends DescMessage> =
  MessageShape<Desc> extends { readonly change: { readonly case: infer Case } } ? Extract<Case, string> : string;

export type Subscription<Desc extends DescMessage = DescMessage> = {
  readonly topic: string;
  readonly schema: Desc;
  /**
   * Every change that `apply` handles, including those that it ignores. The partition halts at any other change, and at a change that
   * this process has no code for: an event of a newer producer must not be skipped silently.
   */
  readonly handles: readonly ChangeCase<Desc>[];
  /** Applies what is newer than the watermark and moves the watermark, atomically. */
  apply(batch: EventBatch<MessageShape<Desc>>): Promise<void>;
};

/** A subscription, to the topic of its schema unless another is given. The event's type is erased, so that subscriptions of different events fit in one list. */
export const subscription = <Desc extends DescMessage>(
  own: Omit<Subscription<Desc>, 'topic'> & { readonly topic?: string },
): Subscription => ({ topic: topicOf(own.schema), ...own }) as unknown as Subscription;

/** A permanent failure: the event becomes a dead letter. */
export class PoisonEventError extends Error {}

/** Whether an event that was applied alone becomes a dead letter because of `error`. */
export const isPoisonEvent = (error: unknown): error is Error =>
  error instanceof PoisonEventError || isPermanent(error);

/** An event carries a change that this process does not handle yet. Deploy consumers before producers. */
export class UnknownChangeError extends Error {}

/** The event, undefined for a tombstone, Poison when it can never be read, UnknownChange when this process is too old for it. */
export function decodeEvent(
  { schema, handles }: Pick<Subscription, 'schema' | 'handles'>,
  { value }: Pick<KafkaMessage, 'value'>,
): Message | PoisonEventError | UnknownChangeError | undefined {
  if (!value) return undefined;
  let event: AnyEvent;
  try {
    event = fromBinary(schema, decodeWireFormat(value).payload) as unknown as AnyEvent;
  } catch (error) {
    return new PoisonEventError(`cannot be decoded: ${error instanceof Error ? error.message : error}`);
  }
  const { case: change } = event.change;
  if (change === undefined) return new UnknownChangeError(`event ${event.eventId} has a change unknown here`);
  if (!handles.includes(change))
    return new UnknownChangeError(`event ${event.eventId} has a change not handled here: ${change}`);
  return event;
}
