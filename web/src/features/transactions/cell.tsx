/** A cell that becomes a field: click or Enter edits, Enter and leaving keep, Tab goes to the next one, Esc gives up. */
import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import style from './cell.module.css';

type Props = {
  /** What it is and of what: "Payee of Rewe". */
  readonly label: string;
  readonly text: string;
  readonly shown?: ReactNode;
  readonly end?: boolean;
  readonly editing: boolean;
  readonly start: () => void;
  /** Leaves; `next` when Tab asks for the cell after this one. */
  readonly leave: (next: boolean) => void;
  /** Keeps the text; false when it cannot be read. */
  readonly save: (text: string) => boolean;
  readonly maxLength?: number;
  readonly placeholder?: string;
};

export function Cell({ label, text, shown, end = false, editing, start, leave, save, maxLength, placeholder }: Props) {
  const [typed, setTyped] = useState(text);
  const [wrong, setWrong] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const done = useRef(false);

  const begin = () => {
    setTyped(text);
    setWrong(false);
    start();
  };
  const keep = (next: boolean) => {
    // Leaving by key also blurs: what was decided by key is done once.
    if (done.current) return;
    if (typed !== text && !save(typed)) return setWrong(true);
    done.current = true;
    leave(next);
  };
  const hear = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      done.current = true;
      leave(false);
      event.stopPropagation();
    } else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) {
      event.preventDefault();
      keep(event.key === 'Tab');
      if (event.key === 'Enter') requestAnimationFrame(() => button.current?.focus());
    }
  };

  if (!editing) {
    return (
      <button
        ref={button}
        type="button"
        className={style['cell']}
        data-end={end}
        onClick={begin}
        aria-label={`${label}: ${text || 'empty'}`}
      >
        {shown ?? (text || <span className={style['empty']}>{placeholder}</span>)}
      </button>
    );
  }
  return (
    <TextInput
      aria-label={label}
      variant="filled"
      size="xs"
      autoFocus
      value={typed}
      error={wrong}
      {...(maxLength && { maxLength })}
      classNames={{ input: style[end ? 'inputEnd' : 'input'] ?? '' }}
      onFocus={(event) => {
        done.current = false;
        event.currentTarget.select();
      }}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        setWrong(false);
      }}
      onKeyDown={hear}
      onBlur={() => keep(false)}
    />
  );
}
