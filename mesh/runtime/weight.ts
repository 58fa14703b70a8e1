/** The weight of a GraphQL selection, and how weights are added. */
import type { FieldNode } from 'graphql';

/** Root fields whose weights are kept; an operation with more is rejected anyway. */
const MAX_KEPT_ROOTS = 32;

/** A root field: `fixed` objects and `perRow` more for each row of its page. */
export type Root = { readonly node: FieldNode; readonly fixed: number; readonly perRow: number };

/** The weight of a selection, with every fragment counted as often as it is spread. */
export type Weight = {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  /** `__schema` and `__type`, and the aliases on and under them. */
  readonly introspections: number;
  readonly introspectionAliases: number;
  /** Objects read, when the lists directly in the selection have `rows` rows: `fixed + perRow × rows`. */
  readonly fixed: number;
  readonly perRow: number;
  /** Fields directly in the selection, and the first of them. */
  readonly width: number;
  readonly roots: readonly Root[];
};
export type Sum = { -readonly [Key in keyof Omit<Weight, 'roots'>]: Weight[Key] } & { readonly roots: Root[] };

const counted = ['fields', 'aliases', 'introspections', 'introspectionAliases', 'fixed', 'perRow', 'width'] as const;
export const nothing: Weight = {
  depth: 0,
  fields: 0,
  aliases: 0,
  introspections: 0,
  introspectionAliases: 0,
  fixed: 0,
  perRow: 0,
  width: 0,
  roots: [],
};

export const emptySum = (): Sum => ({ ...nothing, roots: [] });

export const emptyRoot = (node: FieldNode): Root => ({ node, fixed: 0, perRow: 0 });

/** Adds in place: a selection has up to two thousand parts. */
export function add(sum: Sum, part: Weight): void {
  sum.depth = Math.max(sum.depth, part.depth);
  for (const key of counted) sum[key] += part[key];
  for (const root of part.roots) if (sum.roots.length < MAX_KEPT_ROOTS) sum.roots.push(root);
}
