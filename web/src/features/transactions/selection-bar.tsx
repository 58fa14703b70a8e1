/** Actions on all selected transactions. */
import { Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { rowsOf } from '../../api/ledger/chunks.ts';
import { readAll } from '../../api/ledger/list.ts';
import type { LedgerRequest } from '../../api/ledger/request.ts';
import { sizes } from '../../app/theme.ts';
import { exact } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { showFailure } from '../../ui/feedback/toast.tsx';
import { CategorySelect } from '../../ui/inputs/category-select.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { sumsOf } from '../accounts/sums.ts';
import { categoriseAll, deleteTransactions, restoreTransactions } from './edit/bulk.ts';
import style from './register.module.css';
import { useSelection } from './selection.ts';

type Props = {
  readonly chosen: readonly Transaction[];
  readonly request: LedgerRequest;
  /** The number of matching transactions, loaded or not. */
  readonly count: number;
};

export function SelectionBar({ chosen, request, count }: Props) {
  const { clear } = useSelection();
  const deleted = chosen.filter(({ deleteTime }) => deleteTime !== undefined);
  // The rows leave the selection at once; what fails is said and put back.
  const run = (change: Promise<void>) => {
    clear();
    change.catch(showFailure);
  };
  return (
    <section className={style['bar']} aria-label={text('transactions.selected-transactions')}>
      <Text size="sm" fw={600}>
        {text('transactions.selected-count', { count: chosen.length })}
      </Text>
      {chosen.length < count && <SelectRest request={request} count={count} />}
      {sumsOf(chosen.map(({ amount }) => exact(amount!))).map((amount) => (
        <Amount key={amount.currencyCode} of={amount} />
      ))}
      <Group gap="sm" ml="auto">
        {deleted.length > 0 ? <RestoreButton {...{ deleted, run }} /> : <LiveActions {...{ chosen, run }} />}
        <Button size="xs" variant="subtle" onClick={clear}>
          {text('transactions.clear')}
        </Button>
      </Group>
    </section>
  );
}

/** Loads and selects all that match. */
function SelectRest({ request, count }: Pick<Props, 'request' | 'count'>) {
  const { select } = useSelection();
  const [busy, setBusy] = useState(false);
  const selectAll = async () => {
    setBusy(true);
    const ledger = await readAll(request).catch(showFailure);
    setBusy(false);
    if (ledger) select(new Set(rowsOf(ledger).map(({ id }) => id)));
  };
  return (
    <Button size="xs" variant="subtle" loading={busy} onClick={selectAll}>
      {text('transactions.select-all-count', { count })}
    </Button>
  );
}

type ActionProps = { readonly run: (change: Promise<void>) => void };

const RestoreButton = ({ deleted, run }: ActionProps & { readonly deleted: readonly Transaction[] }) => (
  <Button
    size="xs"
    variant="default"
    leftSection={<IconArrowBackUp size={sizes.smallIcon} />}
    onClick={() => run(restoreTransactions(deleted))}
  >
    {text('transactions.restore-count', { count: deleted.length })}
  </Button>
);

/** Splits and transfers keep their categories. */
function LiveActions({ chosen, run }: ActionProps & Pick<Props, 'chosen'>) {
  const simple = chosen.filter(({ transfer, lines }) => !transfer && lines.length < 2);
  return (
    <>
      <CategorySelect
        aria-label={text('transactions.category-of-the-selected')}
        placeholder={text('transactions.categorise')}
        size="xs"
        value=""
        disabled={simple.length === 0}
        onChange={(id) => run(categoriseAll(simple, id))}
      />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={sizes.smallIcon} />}
        onClick={() => run(deleteTransactions(chosen))}
      >
        {text('transactions.delete-count', { count: chosen.length })}
      </Button>
    </>
  );
}
