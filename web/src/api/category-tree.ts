/** The tree of categories: paths, hues, and figures rolled up to a level of the tree. */
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import type { CategoryAmount } from '#gen/melo/reports/v1/report_pb.ts';

type Node = Pick<Category, 'id' | 'parentId' | 'name' | 'icon' | 'color' | 'position' | 'archived' | 'kind'>;

export type CategoryTree<C extends Node = Category> = {
  readonly all: readonly C[];
  readonly byId: ReadonlyMap<string, C>;
  readonly childrenOf: (id: string) => readonly C[];
  /** The category and those above it, the root first. */
  readonly pathOf: (id: string) => readonly C[];
  /** The category and all below it. */
  readonly subtreeOf: (id: string) => readonly C[];
  /** 1 to twice the number of hues, of which the second half are second tones; the same wherever the category is drawn. */
  readonly hueOf: (id: string) => number;
};

export const UNCATEGORISED = '';

export function treeOf<C extends Node>(categories: readonly C[], hues: number): CategoryTree<C> {
  const byId = new Map(categories.map((category) => [category.id, category]));
  const children = new Map<string, C[]>();
  for (const category of [...categories].sort(byPlace)) {
    const parent = byId.has(category.parentId) ? category.parentId : '';
    children.set(parent, [...(children.get(parent) ?? []), category]);
  }
  const childrenOf = (id: string): readonly C[] => children.get(id) ?? [];
  const pathOf = (id: string): readonly C[] => {
    const path: C[] = [];
    for (let at = byId.get(id); at && !path.includes(at); at = byId.get(at.parentId)) path.unshift(at);
    return path;
  };
  const subtreeOf = (id: string): readonly C[] => {
    const self = byId.get(id);
    return [...(self ? [self] : []), ...childrenOf(id).flatMap((child) => subtreeOf(child.id))];
  };
  const all = childrenOf('').flatMap(({ id }) => subtreeOf(id));
  const roots = huesOfRoots(childrenOf(''), hues);
  const hueOf = (id: string): number => {
    const path = pathOf(id);
    const root = path[0];
    const own = path.findLast(({ color }) => color > 0)?.color;
    const ofRoot = root && roots.get(root.id);
    return own === undefined || own === root?.color ? (ofRoot ?? hues) : own;
  };
  return { all, byId, childrenOf, pathOf, subtreeOf, hueOf };
}

/**
 * The hues of the roots. Those without a chosen one get what fewest have; the second root of a hue gets its second tone. They are
 * dealt out by age, so that a new category changes no other.
 */
function huesOfRoots(roots: readonly Node[], hues: number): ReadonlyMap<string, number> {
  const byAge = [...roots].sort((a, b) => (a.id < b.id ? -1 : 1));
  const dealt = Array.from({ length: hues }, () => 0);
  const found = new Map<string, number>();
  const deal = (id: string, hue: number) => {
    const before = dealt[hue - 1] ?? 0;
    dealt[hue - 1] = before + 1;
    found.set(id, hue + (before % 2) * hues);
  };
  for (const { id, color } of byAge) if (color > 0) deal(id, color);
  for (const { id, color } of byAge) if (color === 0) deal(id, dealt.indexOf(Math.min(...dealt)) + 1);
  return found;
}

/** The figure of a category, in minor units. */
export type Slice = { readonly categoryId: string; readonly units: bigint };

export const slicesOf = (rows: readonly CategoryAmount[]): Slice[] =>
  rows.map(({ categoryId, amount }) => ({ categoryId, units: amount?.minorUnits ?? 0n }));

/**
 * Figures of single categories added up to the children of `under` ('' for the roots), the largest first. The figure of
 * `under` itself is a slice of its own; categories outside of `under` are left out.
 */
export function rollUp(tree: CategoryTree<Node>, rows: readonly Slice[], under: string): Slice[] {
  const sums = new Map<string, bigint>();
  for (const { categoryId, units } of rows) {
    const path = tree.pathOf(categoryId).map(({ id }) => id);
    const at = under === '' ? 0 : path.indexOf(under) + 1;
    if (under !== '' && at === 0) continue;
    const key = path[at] ?? (under === '' ? UNCATEGORISED : under);
    sums.set(key, (sums.get(key) ?? 0n) + units);
  }
  return [...sums]
    .map(([categoryId, units]) => ({ categoryId, units }))
    .sort((a, b) => (a.units === b.units ? 0 : a.units > b.units ? -1 : 1));
}

const byPlace = (a: Node, b: Node): number => a.position - b.position || a.name.localeCompare(b.name);
