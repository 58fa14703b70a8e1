/** A cell that becomes a field: click or Enter edits, Enter and leaving save, Tab saves and goes to the next cell, Esc cancels. */
import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { text } from '../../i18n/text.ts';
import style from './cell.module.css';

type Props = {
  /** The accessible name: "Payee of Rewe". */
  readonly label: string;
  readonly text: string;
  readonly shown?: ReactNode;
  readonly end?: boolean;
  readonly editing: boolean;
  readonly start: () => void;
  /** Ends editing; `next` when Tab moves to the next cell. */
  readonly leave: (next: boolean) => void;
  /** Saves the text; false when it cannot be read. */
  readonly save: (text: string) => boolean;
  readonly maxLength?: number;
  readonly placeholder?: string;
};

export function Cell(props: Props) {
  const { label, text: shownText, shown, end = false, editing, start, placeholder } = props;
  const button = useRef<HTMLButtonElement>(null);
  if (editing) return <CellField {...props} focusCell={() => requestAnimationFrame(() => button.current?.focus())} />;
  return (
    <button
      ref={button}
      type="button"
      className={style['cell']}
      data-end={end}
      onClick={start}
      aria-label={shownText === '' ? text('transactions.label-empty', { label }) : `${label}: ${shownText}`}
    >
      {shown ?? (shownText || <span className={style['empty']}>{placeholder}</span>)}
    </button>
  );
}

type FieldProps = Props & {
  /** Moves the focus back to the cell after Enter. */
  readonly focusCell: () => void;
};

function CellField({ label, end = false, maxLength, ...props }: FieldProps) {
  const { typed, type, isWrong, save, onKeyDown } = useCellField(props);
  return (
    <TextInput
      aria-label={label}
      variant="filled"
      size="xs"
      autoFocus
      value={typed}
      error={isWrong}
      {...(maxLength && { maxLength })}
      classNames={{ input: style[end ? 'inputEnd' : 'input'] ?? '' }}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => save(false)}
    />
  );
}

function useCellField({ text, leave, save: saveText, focusCell }: Omit<FieldProps, 'label'>) {
  const [typed, setTyped] = useState(text);
  const [isWrong, setIsWrong] = useState(false);
  // A key that ends editing also blurs the field: the blur must not save again.
  const isDone = useRef(false);
  const save = (next: boolean) => {
    if (isDone.current) return;
    if (typed !== text && !saveText(typed)) return setIsWrong(true);
    isDone.current = true;
    leave(next);
  };
  const cancel = () => {
    isDone.current = true;
    leave(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      cancel();
      event.stopPropagation();
    } else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) {
      event.preventDefault();
      save(event.key === 'Tab');
      if (event.key === 'Enter') focusCell();
    }
  };
  const type = (value: string) => {
    setTyped(value);
    setIsWrong(false);
  };
  return { typed, type, isWrong, save, onKeyDown };
}
