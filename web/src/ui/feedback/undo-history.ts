/** What was done and how it is undone, the newest last; the toast offers those that followed each other. */
import { onSession, sessionState } from '../../api/session/session-state.ts';

export type Entry = { readonly message: string; readonly undo: () => Promise<unknown> };

const MAX_ENTRIES = 20;

let entries: readonly Entry[] = [];
/** How many of the newest the toast offers. */
let offered = 0;

onSession(() => {
  if (sessionState() !== 'out') return;
  entries = [];
  offered = 0;
});

export function remember(entry: Entry): void {
  entries = [...entries, entry].slice(-MAX_ENTRIES);
  offered = Math.min(offered + 1, MAX_ENTRIES);
}

export const offeredEntries = (): readonly Entry[] => entries.slice(entries.length - offered);

/** The toast is gone. */
export function offerNothing(): void {
  offered = 0;
}

/** The newest entries, in the order in which they are undone. */
export function takeBack(count: number): readonly Entry[] {
  const taken = entries.slice(-count).reverse();
  entries = entries.slice(0, entries.length - taken.length);
  offered = Math.max(0, offered - taken.length);
  return taken;
}
