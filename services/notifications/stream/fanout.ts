/** Fan-out within a process: each open stream has a bounded queue of messages for its user and households. */
import type { ConnectError } from '@connectrpc/connect';
import type { WatchNotificationsResponse } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { errors } from '#kit/rpc/errors.ts';

/** Maximum messages that wait for a slow reader. Changes of one part of a household are one message. */
const QUEUE_LIMIT = 256;
const RESUME_SECONDS = 1;

export type Content = Extract<WatchNotificationsResponse['content'], { case: string }>;

export type Subscriber = {
  /** Returns the next message, or undefined after `waitMs` without one. Throws the error that ended the stream. */
  next(waitMs: number): Promise<Content | undefined>;
  /** Ends the stream and drops its waiting messages. The reader resumes by its cursor. */
  end(error: ConnectError): void;
  close(): void;
};

export type Fanout = ReturnType<typeof createFanout>;

export function createFanout(limit: number = QUEUE_LIMIT) {
  const byTopic = new Map<string, Set<Queue>>();
  return {
    subscribe(userId: string, households: readonly string[]): Subscriber {
      const topics = [userId, ...households];
      const queue = openQueue(limit);
      for (const topic of topics) byTopic.set(topic, (byTopic.get(topic) ?? new Set()).add(queue));
      return {
        ...queue,
        close() {
          for (const topic of topics) {
            const queues = byTopic.get(topic);
            queues?.delete(queue);
            if (queues?.size === 0) byTopic.delete(topic);
          }
        },
      };
    },
    /** Whether this user or household has an open stream. */
    wanted: (id: string): boolean => byTopic.has(id),
    /** Sends a message to all open streams of a user or household. */
    publish(id: string, content: Content): void {
      for (const queue of byTopic.get(id) ?? []) queue.push(content);
    },
    endAll(error: ConnectError): void {
      for (const queues of byTopic.values()) for (const queue of queues) queue.end(error);
    },
  };
}

type Queue = ReturnType<typeof openQueue>;

function openQueue(limit: number) {
  const waiting = new Map<string, Content>();
  let ended: ConnectError | undefined;
  let wake: () => void = () => {};
  const end = (error: ConnectError) => {
    ended ??= error;
    waiting.clear();
    wake();
  };
  return {
    end,
    push(content: Content): void {
      if (ended) return;
      waiting.set(keyOf(content), content);
      if (waiting.size > limit) end(errors.rateLimited(RESUME_SECONDS));
      else wake();
    },
    async next(waitMs: number): Promise<Content | undefined> {
      if (waiting.size === 0 && !ended) {
        await new Promise<void>((woken) => {
          const timer = setTimeout(woken, waitMs);
          wake = () => {
            clearTimeout(timer);
            woken();
          };
        });
        wake = () => {};
      }
      if (ended) throw ended;
      const [first] = waiting;
      if (!first) return undefined;
      waiting.delete(first[0]);
      return first[1];
    },
  };
}

/** The newest change of a part replaces earlier ones. */
const keyOf = ({ case: kind, value }: Content): string =>
  kind === 'change' ? `${value.householdId}|${value.part}` : value.id;
