/** The bar above the rows, always in sight: how many match and what they add up to, or what can be done with the selected. */
import { useLayoutEffect, useRef } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Ledger } from '../../api/ledger/chunks.ts';
import type { LedgerRequest } from '../../api/ledger/request.ts';
import type { Filters } from './filters/filters.ts';
import style from './register.module.css';
import { useSelectedIds } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { Totals } from './totals.tsx';

type Props = {
  readonly ledger: Ledger;
  readonly request: LedgerRequest;
  readonly transactions: readonly Transaction[];
  readonly filters: Filters;
  readonly stale: boolean;
  readonly reportHeight: (height: number) => void;
};

export function RegisterBar({ ledger, request, transactions, filters, stale, reportHeight }: Props) {
  const bar = useRef<HTMLDivElement>(null);
  const ids = useSelectedIds();
  const chosen = ids.size === 0 ? [] : transactions.filter(({ id }) => ids.has(id));
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => reportHeight(bar.current?.offsetHeight ?? 0));
    if (bar.current) observer.observe(bar.current);
    return () => observer.disconnect();
  }, [reportHeight]);
  return (
    <div ref={bar} className={style['sticky']}>
      {chosen.length > 0 ? (
        <SelectionBar {...{ chosen, request }} count={ledger.count} />
      ) : (
        <Totals {...{ ledger, transactions, filters, stale }} />
      )}
    </div>
  );
}
