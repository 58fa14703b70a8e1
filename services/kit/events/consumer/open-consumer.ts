import type { Consumer } from 'kafkajs';
import type { Kafka } from '../kafka.ts';
import { RESTARTING } from './supervisor.ts';

const SESSION_TIMEOUT_MS = 6_000;
/** Longest a fetch waits for new events; it returns at once when there are some. */
const FETCH_WAIT_MS = 2_000;

/** The consumer of a process's group. Its offsets are not committed by itself, because the store's checkpoint decides. */
export const openConsumer = (
  { kafka, process, group }: { readonly kafka: Kafka; readonly process: string; readonly group?: string },
  heartbeatMs: number,
): Consumer =>
  kafka.consumer({
    groupId: group ?? `melo.${process}`,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: RESTARTING,
  });
