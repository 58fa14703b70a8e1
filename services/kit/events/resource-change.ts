/** The one shape of events about resources: what the resource was before the change, and what it is after. */

type Changes<Event> = Event extends { readonly change: infer Change } ? Change : never;
type Values<Change> = Change extends { readonly case: string; readonly value: infer Value } ? Value : never;
type ResourceOf<Value> = Value extends { after?: infer After }
  ? NonNullable<After>
  : Value extends { before?: infer Before }
    ? NonNullable<Before>
    : never;

export type ResourceChange<Event> = {
  /** Absent when the change created or restored the resource. */
  readonly before?: ResourceOf<Values<Changes<Event>>>;
  /** Absent when the change deleted the resource. */
  readonly after?: ResourceOf<Values<Changes<Event>>>;
};

/** The resource around an event's change: a consumer undoes `before` and applies `after`. Both are absent when the event is about no resource. */
export const resourceChange = <Event extends { readonly change: { readonly case: string | undefined } }>({
  change,
}: Event): ResourceChange<Event> => ('value' in change && change.value ? (change.value as ResourceChange<Event>) : {});

/** The resources that these events created or changed, as they are after each change. */
export const changedResources = <Event extends { readonly change: { readonly case: string | undefined } }>(
  events: readonly Event[],
): ResourceOf<Values<Changes<Event>>>[] =>
  events.map((event) => resourceChange(event).after).filter((after) => after !== undefined) as never;
