/** Number and total of the matching transactions. Stays visible while the list scrolls. */
import { Group, Text } from '@mantine/core';
import type { ListTransactionsResponse } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../../ui/layout/amount.tsx';
import style from './register.module.css';

type Props = {
  readonly page: ListTransactionsResponse;
  readonly stale: boolean;
  /** Whether the total counts the matching lines, not whole transactions. */
  readonly ofLines: boolean;
};

export function Totals({ page, stale, ofLines }: Props) {
  return (
    <section className={style['totals']} data-stale={stale} aria-label={text('transactions.filtered-total')}>
      <Text size="sm" c="dimmed">
        {text('transactions.transaction-count', { count: Number(page.totalCount) })}
      </Text>
      <Group gap="md">
        <Text size="sm" c="dimmed">
          {ofLines ? text('transactions.total-of-matching-lines') : text('transactions.total')}
        </Text>
        {page.totalAmounts.map((amount) => (
          <Amount key={amount.currencyCode} of={amount} strong />
        ))}
      </Group>
    </section>
  );
}
