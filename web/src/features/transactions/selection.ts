/** The selected rows and the current row, by ID: a store of their own, so that a change renders only the rows that it is about. */
import { createContext, useContext, useSyncExternalStore } from 'react';

export type Selection = ReturnType<typeof createSelection>;

export function createSelection() {
  let ids: ReadonlySet<string> = new Set();
  /** The row of the keyboard, the only one whose cells Tab reaches. */
  let current = '';
  /** From here on Shift selects. */
  let anchor = '';
  const listeners = new Set<() => void>();
  const change = (by: () => void) => {
    by();
    for (const listener of listeners) listener();
  };
  const select = (next: ReadonlySet<string>) => change(() => (ids = next));
  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ids: () => ids,
    current: () => current,
    select,
    clear: () => select(new Set()),
    /** With `order`, the rows from the last toggled one to this one become as this one. */
    toggle: (id: string, order?: readonly string[]) => {
      const isOn = !ids.has(id);
      const next = new Set(ids);
      for (const one of order ? between(order, anchor, id) : [id]) {
        if (isOn) next.add(one);
        else next.delete(one);
      }
      anchor = id;
      select(next);
    },
    enter: (id: string) => {
      if (id !== current) change(() => (current = id));
    },
  };
}

/** Both ends included; only the second when the first is not among them. */
export function between(order: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [order.indexOf(from), order.indexOf(to)];
  return a === -1 ? [to] : order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

const SelectionContext = createContext<Selection>(createSelection());
export const SelectionProvider = SelectionContext.Provider;

export const useSelection = (): Selection => useContext(SelectionContext);

export function useSelectedIds(): ReadonlySet<string> {
  const { subscribe, ids } = useSelection();
  return useSyncExternalStore(subscribe, ids);
}

export function useIsSelected(id: string): boolean {
  const { subscribe, ids } = useSelection();
  return useSyncExternalStore(subscribe, () => ids().has(id));
}

export function useCurrentRow(): string {
  const { subscribe, current } = useSelection();
  return useSyncExternalStore(subscribe, current);
}

export function useIsCurrent(id: string): boolean {
  const { subscribe, current } = useSelection();
  return useSyncExternalStore(subscribe, () => current() === id);
}
