/** What a service takes from a topic, how its events are read, and which of them can never be applied. */
import { type DescMessage, fromBinary, type Message, type MessageShape } from '@bufbuild/protobuf';
import type { KafkaMessage } from 'kafkajs';
import { isFault } from '../outage.ts';
import type { AnyEvent, Batch } from './batch.ts';
import { unframe } from './frame.ts';

export type Subscription<Desc extends DescMessage = DescMessage> = {
  readonly topic: string;
  readonly schema: Desc;
  /** Applies what is newer than the watermark and moves the watermark, atomically. */
  apply(batch: Batch<MessageShape<Desc>>): Promise<void>;
};

/** Keeps a subscription's types together while subscriptions of different events stand in one list. */
export const subscription = <Desc extends DescMessage>(it: Subscription<Desc>): Subscription =>
  it as unknown as Subscription;

/** A failure that would come again however often it is tried: the event is set aside. */
export class Poison extends Error {}

/** Whether an event that was applied alone is to be set aside for `error`. */
export const isPoison = (error: unknown): error is Error => error instanceof Poison || isFault(error);

/** An event says something this process does not know yet; it must be deployed before its producer. */
export class UnknownChange extends Error {}

/** The event, undefined for a tombstone, Poison when it can never be read, UnknownChange when this process is too old for it. */
export function decode(
  schema: DescMessage,
  { value }: Pick<KafkaMessage, 'value'>,
): Message | Poison | UnknownChange | undefined {
  if (!value) return undefined;
  let event: AnyEvent;
  try {
    event = fromBinary(schema, unframe(value).payload) as unknown as AnyEvent;
  } catch (error) {
    return new Poison(`cannot be decoded: ${error instanceof Error ? error.message : error}`);
  }
  if (event.change.case === undefined) return new UnknownChange(`event ${event.eventId} has a change unknown here`);
  return event;
}
