/** Trees that are stored as rows with the ID of their parent. */

export type Node = { readonly id: string; readonly parentId: string };

/** The ids with those of all their descendants. */
export function withDescendants(ids: readonly string[], tree: readonly Node[]): ReadonlySet<string> {
  const all = new Set(ids);
  const children = Map.groupBy(tree, ({ parentId }) => parentId);
  const waiting = [...ids];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const child of children.get(id) ?? []) {
      if (all.has(child.id)) continue;
      all.add(child.id);
      waiting.push(child.id);
    }
  }
  return all;
}
