/** What the tests of consumers need of a service. */
import type { Subscription } from '#kit/events/subscription.ts';

/** Called when an effect is done, before the checkpoint is stored. */
export type AfterEffect = () => void;

export type Consumers = {
  readonly subscriptions: readonly Subscription[];
  migrate(): Promise<void>;
  /** Rows, documents or items, without what differs from run to run: generated IDs and times. */
  dump(): Promise<unknown>;
  close(): Promise<void>;
};

export type ConsumingService = {
  /** Creates an empty store; `url` opens it. */
  create(): Promise<{ url: string; drop(): Promise<void> }>;
  open(url: string, afterEffect?: AfterEffect): Promise<Consumers>;
};

type Apply = (batch: never, effect: (...parts: never[]) => Promise<unknown>) => Promise<void>;

/** The store with a hook between an effect and its checkpoint. */
export function hooked<Store extends { apply: unknown }>(store: Store, afterEffect: AfterEffect = () => {}): Store {
  const apply = store.apply as Apply;
  const hookedApply: Apply = (batch, effect) =>
    apply(batch, async (...parts) => {
      const result = await effect(...parts);
      afterEffect();
      return result;
    });
  return { ...store, apply: hookedApply };
}
