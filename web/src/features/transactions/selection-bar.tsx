/** Actions on all selected transactions. */
import { Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { sizes } from '../../app/theme.ts';
import { exact } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { showFailure } from '../../ui/feedback/toast.tsx';
import { CategorySelect } from '../../ui/inputs/category-select.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { sumsOf } from '../accounts/sums.ts';
import { categorise, deleteTransactions, restoreTransactions } from './edit/edit.ts';
import style from './register.module.css';

type Props = { readonly chosen: readonly Transaction[]; readonly clear: () => void };

export function SelectionBar({ chosen, clear }: Props) {
  const { busy, run } = useBulkChange(clear);
  const deleted = chosen.filter(({ deleteTime }) => deleteTime !== undefined);
  return (
    <section className={style['bar']} aria-label={text('transactions.selected-transactions')}>
      <Text size="sm" fw={600}>
        {text('transactions.selected-count', { count: chosen.length })}
      </Text>
      {sumsOf(chosen.map(({ amount }) => exact(amount!))).map((amount) => (
        <Amount key={amount.currencyCode} of={amount} />
      ))}
      <Group gap="sm" ml="auto">
        {deleted.length > 0 ? (
          <RestoreButton {...{ deleted, busy, run }} />
        ) : (
          <LiveActions {...{ chosen, busy, run }} />
        )}
        <Button size="xs" variant="subtle" onClick={clear}>
          {text('transactions.clear')}
        </Button>
      </Group>
    </section>
  );
}

type BulkChange = {
  readonly busy: boolean;
  run(change: () => Promise<void>): Promise<void>;
};

/** Runs one change at a time and clears the selection after it. */
function useBulkChange(clear: () => void): BulkChange {
  const [busy, setBusy] = useState(false);
  return {
    busy,
    async run(change) {
      setBusy(true);
      await change().catch(showFailure);
      setBusy(false);
      clear();
    },
  };
}

const RestoreButton = ({ deleted, busy, run }: BulkChange & { readonly deleted: readonly Transaction[] }) => (
  <Button
    size="xs"
    variant="default"
    loading={busy}
    leftSection={<IconArrowBackUp size={sizes.smallIcon} />}
    onClick={() => run(() => restoreTransactions(deleted))}
  >
    {text('transactions.restore-count', { count: deleted.length })}
  </Button>
);

/** Splits and transfers keep their categories. */
function LiveActions({ chosen, busy, run }: BulkChange & Pick<Props, 'chosen'>) {
  const simple = chosen.filter(({ transfer, lines }) => !transfer && lines.length < 2);
  const categoriseAll = async (id: string) => {
    for (const transaction of simple) await categorise(transaction, id);
  };
  return (
    <>
      <CategorySelect
        aria-label={text('transactions.category-of-the-selected')}
        placeholder={text('transactions.categorise')}
        size="xs"
        value=""
        disabled={busy || simple.length === 0}
        onChange={(id) => run(() => categoriseAll(id))}
      />
      <Button
        size="xs"
        variant="default"
        loading={busy}
        leftSection={<IconTrash size={sizes.smallIcon} />}
        onClick={() => run(() => deleteTransactions(chosen))}
      >
        {text('transactions.delete-count', { count: chosen.length })}
      </Button>
    </>
  );
}
