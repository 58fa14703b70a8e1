/** Enter right after typing: the list may be there before its first match is highlighted. */
import type { KeyboardEvent } from 'react';

/** Picks the first match of what was typed, when nothing is highlighted yet. */
export function pickFirstMatch(event: KeyboardEvent<HTMLInputElement>): void {
  const { currentTarget: field, key } = event;
  if (key !== 'Enter' || field.value === '' || field.getAttribute('aria-expanded') !== 'true') return;
  const list = document.getElementById(field.getAttribute('aria-controls') ?? '');
  if (list?.querySelector('[data-combobox-selected], [data-combobox-active]')) return;
  event.preventDefault();
  list?.querySelector<HTMLElement>('[data-combobox-option]:not([data-combobox-disabled])')?.click();
}
