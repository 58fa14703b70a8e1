/** The selected rows of a list, by ID. */
import { useState } from 'react';

export type Selection = {
  has(id: string): boolean;
  toggle(id: string): void;
  clear(): void;
};

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return {
    has: (id) => ids.has(id),
    toggle: (id) =>
      setIds((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
    clear: () => setIds(new Set()),
  };
}
