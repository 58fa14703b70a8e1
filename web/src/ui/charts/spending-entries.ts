/** The entries of the spending chart. */
import { type CategoryTree, type Slice, UNCATEGORISED } from '../../api/category-tree.ts';
import { text } from '../../i18n/text.ts';

export type Entry = {
  readonly id: string;
  readonly name: string;
  readonly units: bigint;
  readonly color: string;
  /** Several small categories together. */
  readonly isRest?: true;
};

const PERCENT = 100n;

/** An entry for each slice, the largest first; from `maxEntries` on, the others are one entry. */
export function chartEntries(slices: readonly Slice[], tree: CategoryTree, maxEntries: number): readonly Entry[] {
  const entries = slices.map((slice) => entryOf(slice, tree));
  if (entries.length <= maxEntries) return entries;
  const rest = entries.slice(maxEntries - 1);
  const units = rest.reduce((sum, entry) => sum + entry.units, 0n);
  const name = text('ui.count', { count: rest.length });
  return [...entries.slice(0, maxEntries - 1), { id: 'rest', name, units, color: 'var(--melo-track)', isRest: true }];
}

function entryOf({ categoryId, units }: Slice, tree: CategoryTree): Entry {
  if (categoryId === UNCATEGORISED)
    return { id: categoryId, name: text('ui.uncategorised'), units, color: 'var(--melo-muted)' };
  const name = tree.byId.get(categoryId)?.name ?? '…';
  return { id: categoryId, name, units, color: `var(--melo-hue-${tree.hueOf(categoryId)})` };
}

/** Rounded percent of the total; undefined where there is no share, such as a refund. */
export const shareOf = (units: bigint, total: bigint): number | undefined =>
  total > 0n && units > 0n ? Number((units * PERCENT + total / 2n) / total) : undefined;
