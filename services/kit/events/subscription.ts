/** What a service takes from a topic, how its events are read, and which of them can never be applied. */
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
   * Every change that `apply` knows, also those of which it needs nothing. The partition halts at any other, as at a change that
   * this process has no code for: a promise that nobody keeps today must not be ignored on the day that it is kept.
   */
  readonly handles: readonly ChangeCase<Desc>[];
  /** Applies what is newer than the watermark and moves the watermark, atomically. */
  apply(batch: EventBatch<MessageShape<Desc>>): Promise<void>;
};

/** A subscription, to the topic of its schema unless another is given. It hides the event's type, so that subscriptions of different events form a list. */
export const subscription = <Desc extends DescMessage>(
  own: Omit<Subscription<Desc>, 'topic'> & { readonly topic?: string },
): Subscription => ({ topic: topicOf(own.schema), ...own }) as unknown as Subscription;

/** A failure that would come again however often it is tried: the event is set aside. */
export class PoisonEventError extends Error {}

/** Whether an event that was applied alone is to be set aside for `error`. */
export const isPoisonEvent = (error: unknown): error is Error =>
  error instanceof PoisonEventError || isPermanent(error);

/** An event says something that this process does not know or handle yet; it must be deployed before its producer. */
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
