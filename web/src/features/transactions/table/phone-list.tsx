/** The register as a list, on a phone. Only the rows in view are rendered. */
import { useEffect } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { text } from '../../../i18n/text.ts';
import style from '../register.module.css';
import { PhoneRow } from '../row/phone-row.tsx';
import { useVirtualRows } from './use-virtual-rows.ts';

/** Two lines, and above the first of a day its date. */
const ROW = 64;
const DAY = 33;
const NONE: readonly number[] = [];

type Props = {
  readonly transactions: readonly Transaction[];
  readonly stuck: number;
  readonly place: string;
  /** Reports which rows are in view. */
  readonly see: (first: number, last: number) => void;
};

export function PhoneList({ transactions, stuck, place, see }: Props) {
  const isNewDay = (row: number) => transactions[row - 1]?.postingDate !== transactions[row]?.postingDate;
  const { body, virtualizer, items, rest, first, last } = useVirtualRows<HTMLUListElement, HTMLLIElement>({
    count: transactions.length,
    keyOf: (row) => transactions[row]?.id ?? String(row),
    height: (row) => ROW + (isNewDay(row) ? DAY : 0),
    kept: NONE,
    stuck,
    place,
  });
  useEffect(() => see(first, last), [see, first, last]);
  return (
    <ul ref={body} className={style['list']} aria-label={text('transactions.transactions')}>
      {items.map(({ item: { key, index }, gap }) => (
        <li
          key={String(key)}
          ref={virtualizer.measureElement}
          data-index={index}
          style={gap > 0 ? { marginBlockStart: gap } : undefined}
        >
          <PhoneRow transaction={transactions[index]!} newDay={isNewDay(index)} />
        </li>
      ))}
      <li aria-hidden style={{ blockSize: rest }} />
    </ul>
  );
}
