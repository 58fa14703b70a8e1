/** Enter right after typing: the key may come before the list of matches, or before one of them is highlighted. */
import type { KeyboardEvent } from 'react';

/** Frames in which the list may still be rendered. */
const MAX_FRAMES = 60;

/** Picks the highlighted match of what was typed, or the first one, when Enter itself did not. */
export function pickFirstMatch(event: KeyboardEvent<HTMLInputElement>): void {
  const { currentTarget: field, key } = event;
  if (key !== 'Enter' || field.value === '' || !isOpen(field)) return;
  event.preventDefault();
  pickWhenShown(field, { typed: field.value, frames: MAX_FRAMES });
}

const isOpen = (field: HTMLInputElement): boolean => field.getAttribute('aria-expanded') === 'true';

/** In a later frame, so that Mantine handles the key first: then the list is closed or the text is gone. */
function pickWhenShown(field: HTMLInputElement, { typed, frames }: { typed: string; frames: number }): void {
  requestAnimationFrame(() => {
    if (frames === 0 || !field.isConnected || !isOpen(field) || field.value !== typed) return;
    const list = document.getElementById(field.getAttribute('aria-controls') ?? '');
    const match =
      list?.querySelector<HTMLElement>('[data-combobox-selected]') ??
      list?.querySelector<HTMLElement>('[data-combobox-option]:not([data-combobox-disabled])');
    if (match) match.click();
    else pickWhenShown(field, { typed, frames: frames - 1 });
  });
}
