/** The category whose spending rose most from one range to the next; undefined when none rose. */
import type { Slice } from '../../api/category-tree.ts';

export function biggestRise(now: readonly Slice[], then: readonly Slice[]): Slice | undefined {
  const before = new Map(then.map(({ categoryId, units }) => [categoryId, units]));
  let most: Slice | undefined;
  for (const { categoryId, units } of now) {
    const rise = units - (before.get(categoryId) ?? 0n);
    if (rise > 0n && rise > (most?.units ?? 0n)) most = { categoryId, units: rise };
  }
  return most;
}
