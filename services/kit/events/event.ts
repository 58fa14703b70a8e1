/** Events: built from their schema, which also names their topic. */
import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { WriteContext } from '../rpc/write-context.ts';
import type { OutboxEvent } from '../store/outbox.ts';
import { traceparent } from '../telemetry/telemetry.ts';
import { timestamp } from '../values/dates.ts';

type ChangeOf<Shape> = Shape extends { readonly change?: infer Change } ? NonNullable<Change> : never;

/** The changes that events of a schema carry, as plain objects. */
export type EventChange<Desc extends DescMessage> = Extract<
  ChangeOf<MessageInitShape<Desc>>,
  { readonly case: string }
>;

/** The topic of an event's schema: `melo.users.v1.UserEvent` is published to `melo.users.v1.user`. */
export const topicOf = ({ typeName }: Pick<DescMessage, 'typeName'>): string => {
  const [, path, name] = /^(.*\.)(\w+)Event$/.exec(typeName) ?? [];
  if (path === undefined || name === undefined) throw new Error(`${typeName} is not an event.`);
  return path + name.replaceAll(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
};

/** An event about a change, for the outbox. Its key is the household unless another is given. */
export function newEvent<Desc extends DescMessage>(
  write: Pick<WriteContext, 'actorId' | 'now' | 'newId'>,
  schema: Desc,
  event: {
    readonly householdId: string;
    /** Version of the resource after the change; 0 when the event is about no versioned resource. */
    readonly version: bigint;
    readonly change: EventChange<Desc>;
    readonly key?: string;
    /** Only where it is not that of the schema. */
    readonly topic?: string;
  },
): OutboxEvent {
  const { householdId, version, change, key = householdId, topic = topicOf(schema) } = event;
  const eventId = write.newId();
  const header = { eventId, occurTime: timestamp(write.now), actorId: write.actorId, householdId, version };
  const message = create(schema, { ...header, change } as unknown as MessageInitShape<Desc>);
  return { eventId, topic, key, payload: toBinary(schema, message), traceparent: traceparent() };
}
