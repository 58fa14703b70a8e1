/** The number of matching transactions, and of filtered ones what came in, what went out and the rest. */
import { Group, Text } from '@mantine/core';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Ledger } from '../../api/ledger/chunks.ts';
import { exact } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../../ui/layout/amount.tsx';
import { type Filters, isFiltered, matchesLines } from './filters/filters.ts';
import { type Flows, flowsOf } from './flows.ts';
import style from './register.module.css';

type Props = {
  readonly ledger: Ledger;
  readonly transactions: readonly Transaction[];
  readonly filters: Filters;
  readonly stale: boolean;
};

export function Totals({ ledger, transactions, filters, stale }: Props) {
  return (
    <section className={style['totals']} data-stale={stale} aria-label={text('transactions.filtered-total')}>
      <Text size="sm" c="dimmed">
        {text('transactions.transaction-count', { count: ledger.count })}
      </Text>
      {isFiltered(filters) && <FilteredTotals {...{ ledger, transactions, filters }} />}
    </section>
  );
}

/** The server knows the net of all rows; in and out are known once all of them are loaded. */
function FilteredTotals({ ledger, transactions, filters }: Omit<Props, 'stale'>) {
  const ofLines = matchesLines(filters);
  const isComplete = ledger.next === '' && !(ofLines && transactions.some(({ lines }) => lines.length > 1));
  const flows = isComplete ? flowsOf(transactions.map(({ amount }) => exact(amount!))) : [];
  const net = text(ofLines ? 'transactions.net-of-matching-lines' : 'transactions.net');
  return (
    <Group gap="md" justify="flex-end">
      {ledger.totals.map((total) => (
        <CurrencyTotals
          key={total.currencyCode}
          net={net}
          total={total}
          flows={flows.find(({ into }) => into.currencyCode === total.currencyCode)}
        />
      ))}
    </Group>
  );
}

type CurrencyProps = {
  readonly net: string;
  readonly total: Ledger['totals'][number];
  readonly flows: Flows | undefined;
};

const CurrencyTotals = ({ net, total, flows }: CurrencyProps) => (
  <Group gap="sm">
    {flows && (
      <>
        <Label>{text('transactions.in')}</Label>
        <Amount of={flows.into} />
        <Label>{text('transactions.out')}</Label>
        <Amount of={flows.out} />
      </>
    )}
    <Label>{net}</Label>
    <Amount of={total} strong />
  </Group>
);

const Label = ({ children }: { readonly children: string }) => (
  <Text size="sm" c="dimmed" span>
    {children}
  </Text>
);
