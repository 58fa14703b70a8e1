/** Spoils the order of delivery. */

/** Events out of order and repeated: moves some to another place, some of them as copies. */
export function shuffled<Event>(
  events: readonly Event[],
  disorder: readonly { from: number; to: number; again: boolean }[],
): Event[] {
  const order = [...events];
  for (const { from, to, again } of disorder) {
    if (order.length === 0) break;
    const event = order[from % order.length]!;
    if (!again) order.splice(from % order.length, 1);
    order.splice(to % (order.length + 1), 0, event);
  }
  return order;
}
