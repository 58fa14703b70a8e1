/** What a service brings along, and what it gets from the kit. */
import type { ShadowStore } from '../events/rebuild.ts';
import type { Subscription } from '../events/subscription.ts';
import type { Revocations } from '../rpc/revocations.ts';
import type { Routes } from '../rpc/routes.ts';
import type { CheckpointStore } from '../store/checkpoints.ts';
import type { IdempotencyStore } from '../store/idempotency.ts';
import type { Outbox } from '../store/outbox.ts';
import type { Logger } from '../telemetry/log.ts';
import type { SecurityLog } from '../telemetry/security-log.ts';
import type { Clock } from '../values/dates.ts';
import type { Config } from './config.ts';

export type ServiceContext = {
  readonly config: Config;
  readonly log: Logger;
  readonly revocations: Revocations;
  /** Wakes the relay after a commit. */
  wake(): void;
};

export type ServiceDefinition = {
  readonly outbox?: Outbox;
  readonly checkpoints?: CheckpointStore;
  readonly idempotency: IdempotencyStore;
  readonly routes: Routes;
  readonly subscriptions?: readonly Subscription[];
  readonly clock?: Clock;
  /** A security log with a table of its own; else security events are only logged. */
  readonly security?: SecurityLog;
  /** Creates or changes the store's schema. */
  migrate(): Promise<void>;
  /** Throws when the store's schema is older than this process. */
  assertCurrent(): Promise<void>;
  /** Opens an empty read model next to the live one, for services whose figures can be rebuilt from the topics. */
  shadow?(): Promise<ShadowStore>;
  /** Starts background work, once the schema is known to be current. */
  start?(): void;
  /** Ends open streams when the process is told to stop, so that clients reconnect to another one. */
  drain?(): void;
  /** Ends background work before the store closes. */
  stop?(): Promise<void>;
  close(): Promise<void>;
};
