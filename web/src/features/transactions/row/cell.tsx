/** A cell that becomes a field: click or Enter edits, Enter and leaving save, Tab saves and goes to the next cell, Esc cancels. */
import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { text } from '../../../i18n/text.ts';
import style from './cell.module.css';

type Props = {
  /** The accessible name: "Payee of Rewe". */
  readonly label: string;
  readonly text: string;
  /** What is shown as text, when that differs from what is edited. */
  readonly said?: string;
  readonly shown?: ReactNode;
  readonly end?: boolean;
  /** The column, by which the arrow keys find it. */
  readonly column: string;
  /** Whether Tab reaches the cell. */
  readonly reachable: boolean;
  readonly editing: boolean;
  readonly start: () => void;
  /** Ends editing; `next` when Tab moves to the next cell. */
  readonly leave: (next: boolean) => void;
  /** Saves the text, or says why it cannot be read. */
  readonly save: (text: string) => string | undefined;
  readonly maxLength?: number;
  readonly placeholder?: string;
};

export function Cell(props: Props) {
  const { label, text: shownText, said = shownText, shown, end = false, editing, start, placeholder } = props;
  const { column, reachable } = props;
  const button = useRef<HTMLButtonElement>(null);
  if (editing) return <CellField {...props} focusCell={() => requestAnimationFrame(() => button.current?.focus())} />;
  return (
    <button
      ref={button}
      type="button"
      className={style['cell']}
      data-end={end}
      data-column={column}
      tabIndex={reachable ? 0 : -1}
      onClick={start}
      aria-label={said === '' ? text('transactions.label-empty', { label }) : `${label}: ${said}`}
    >
      {shown ?? (shownText || <span className={style['empty']}>{placeholder}</span>)}
    </button>
  );
}

type FieldProps = Props & {
  /** Moves the focus back to the cell after Enter and Esc. */
  readonly focusCell: () => void;
};

function CellField({ label, end = false, maxLength, ...props }: FieldProps) {
  const { typed, type, problem, save, onKeyDown } = useCellField(props);
  return (
    <TextInput
      aria-label={label}
      variant="filled"
      size="xs"
      autoFocus
      value={typed}
      error={problem}
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
  const [problem, setProblem] = useState<string>();
  // A key that ends editing also blurs the field: the blur must not save again.
  const isDone = useRef(false);
  const save = (next: boolean) => {
    if (isDone.current) return;
    const found = typed === text ? undefined : saveText(typed);
    if (found !== undefined) return setProblem(found);
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
      focusCell();
      event.stopPropagation();
    } else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) {
      event.preventDefault();
      save(event.key === 'Tab');
      if (event.key === 'Enter' && isDone.current) focusCell();
    }
  };
  const type = (value: string) => {
    setTyped(value);
    setProblem(undefined);
  };
  return { typed, type, problem, save, onKeyDown };
}
