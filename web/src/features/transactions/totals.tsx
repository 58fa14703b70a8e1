/** How many transactions the filters let through and what they sum to; always in sight. */
import { Group, Text } from '@mantine/core';
import type { ListTransactionsResponse } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import style from './register.module.css';

type Props = {
  readonly page: ListTransactionsResponse;
  readonly stale: boolean;
  /** Whether the total counts the matching lines, not whole transactions. */
  readonly ofLines: boolean;
};

export function Totals({ page, stale, ofLines }: Props) {
  const { locale } = useHome();
  const count = new Intl.NumberFormat(locale).format(page.totalCount);
  return (
    <section className={style['totals']} data-stale={stale} aria-label="Filtered total">
      <Text size="sm" c="dimmed">
        {count} {page.totalCount === 1n ? 'transaction' : 'transactions'}
      </Text>
      <Group gap="md">
        <Text size="sm" c="dimmed">
          {ofLines ? 'Total of matching lines' : 'Total'}
        </Text>
        {page.totalAmounts.map((amount) => (
          <Amount key={amount.currencyCode} of={amount} strong />
        ))}
      </Group>
    </section>
  );
}
