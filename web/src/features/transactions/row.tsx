/** One transaction as a row whose cells are edited in place. */
import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import { IconArrowBackUp, IconArrowsSplit2, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { type Transaction, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { useAccounts } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { type Exact, readAmount, saysSign, writePlain } from '../../i18n/amounts.ts';
import { formatDay, formatShortDay, readDay } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { sayFailure } from '../../ui/feedback/toast.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import { CategoryCell } from './category-cell.tsx';
import { Cell } from './cell.tsx';
import { type Change, categorise, changeTransaction, deleteTransactions, restoreTransactions } from './edit.ts';
import style from './register.module.css';
import { SplitEditor } from './split-editor.tsx';

const columns = ['date', 'payee', 'category', 'note', 'amount'] as const;
type Column = (typeof columns)[number];

type Props = {
  readonly transaction: Transaction;
  readonly balance: Exact | undefined;
  readonly withAccount: boolean;
  readonly selected: boolean;
  readonly toggle: () => void;
  readonly edit: () => void;
  readonly splitting: boolean;
  readonly split: (open: boolean) => void;
};

export function Row({ transaction, balance, withAccount, selected, toggle, edit, splitting, split }: Props) {
  const { locale, today, canEdit } = useHome();
  const { byId } = useAccounts();
  const [column, setColumn] = useState<Column>();
  const { payee, note, postingDate, lines, transfer, status, deleteTime } = transaction;
  const amount = transaction.amount!;
  const fixed = !canEdit || status === TransactionStatus.RECONCILED || deleteTime !== undefined;
  const name = payee || (transfer ? text('transactions.the-transfer') : text('transactions.this-transaction'));
  const send = (change: Change, told: string) => {
    changeTransaction(transaction, change, told).catch(sayFailure);
    return true;
  };
  const cell = (at: Column) => ({
    editing: column === at && !fixed,
    start: () => !fixed && setColumn(at),
    leave: (next: boolean) => setColumn(next ? nextOf(at) : undefined),
  });
  const nextOf = (at: Column): Column | undefined => {
    const after = columns.slice(columns.indexOf(at) + 1);
    return after.find(
      (wanted) =>
        !(transfer && (wanted === 'category' || wanted === 'amount')) && !(lines.length > 1 && wanted !== 'note'),
    );
  };
  const saveAmount = (typed: string) => {
    const units = readAmount(typed, amount.currencyCode, locale);
    if (units === undefined || units === 0n) return false;
    // A figure without a sign keeps the direction the money had.
    const signed = saysSign(typed) || amount.minorUnits > 0n ? units : -units;
    return send({ amount: { ...amount, minorUnits: signed } }, text('transactions.amount-changed'));
  };
  const saveDate = (typed: string) => {
    const day = readDay(typed, locale, today);
    return day !== undefined && send({ postingDate: day }, text('transactions.date-changed'));
  };
  const span = 7 + (withAccount ? 1 : 0) + (balance ? 1 : 0);

  return (
    <>
      <tr data-selected={selected}>
        <td className={style['check']}>
          <Checkbox
            size="xs"
            checked={selected}
            onChange={toggle}
            aria-label={text('transactions.select-name', { name })}
          />
        </td>
        <td>
          <Cell
            {...cell('date')}
            label={text('transactions.date-of-name', { name })}
            text={formatShortDay(postingDate, locale)}
            shown={formatDay(postingDate, locale, today)}
            save={saveDate}
          />
        </td>
        <td>
          <Cell
            {...cell('payee')}
            label={text('transactions.payee-of-name', { name })}
            text={payee}
            shown={
              status === TransactionStatus.PENDING ? (
                <>
                  {payee} <Tag tone="look">{text('transactions.pending')}</Tag>
                </>
              ) : (
                payee || (transfer && text('transactions.transfer'))
              )
            }
            placeholder={text('transactions.payee')}
            maxLength={120}
            save={(typed) => send({ payee: typed.trim() }, text('transactions.payee-changed'))}
          />
        </td>
        <td>
          <CategoryCell
            {...cell('category')}
            transaction={transaction}
            label={text('transactions.category-of-name', { name })}
            leave={() => setColumn(undefined)}
            choose={(id) => categorise(transaction, id).catch(sayFailure)}
            split={() => split(true)}
            canEdit={!fixed}
          />
        </td>
        {withAccount && <td className={style['plain']}>{byId.get(transaction.accountId)?.name}</td>}
        <td>
          <Cell
            {...cell('note')}
            label={text('transactions.note-of-name', { name })}
            text={note}
            placeholder={text('transactions.note')}
            maxLength={500}
            save={(typed) => send({ note: typed.trim() }, text('transactions.note-changed'))}
          />
        </td>
        <td className={style['end']}>
          {transfer || lines.length > 1 || fixed ? (
            <div className={style['plain']}>
              <Amount of={amount} flow={!transfer} muted={transfer !== undefined} />
            </div>
          ) : (
            <Cell
              {...cell('amount')}
              end
              label={text('transactions.amount-of-name', { name })}
              text={writePlain(amount, locale)}
              shown={<Amount of={amount} flow />}
              save={saveAmount}
            />
          )}
        </td>
        {balance && (
          <td className={`${style['plain']} ${style['end']}`}>
            <Amount of={balance} muted />
          </td>
        )}
        <td>
          {canEdit && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={text('transactions.more-for-name', { name })}>
                  <IconDots size={sizes.smallIcon} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {deleteTime ? (
                  <Menu.Item
                    leftSection={<IconArrowBackUp size={sizes.smallIcon} />}
                    onClick={() => restoreTransactions([transaction]).catch(sayFailure)}
                  >
                    {text('transactions.restore')}
                  </Menu.Item>
                ) : (
                  <>
                    <Menu.Item leftSection={<IconPencil size={sizes.smallIcon} />} onClick={edit}>
                      {text('transactions.edit')}
                    </Menu.Item>
                    {!transfer && (
                      <Menu.Item leftSection={<IconArrowsSplit2 size={sizes.smallIcon} />} onClick={() => split(true)}>
                        {text('transactions.split')}
                      </Menu.Item>
                    )}
                    <Menu.Item
                      color="red"
                      leftSection={<IconTrash size={sizes.smallIcon} />}
                      onClick={() => deleteTransactions([transaction]).catch(sayFailure)}
                    >
                      {text('transactions.delete')}
                    </Menu.Item>
                  </>
                )}
              </Menu.Dropdown>
            </Menu>
          )}
        </td>
      </tr>
      {splitting && (
        <tr>
          <td colSpan={span} className={style['split']}>
            <SplitEditor transaction={transaction} close={() => split(false)} />
          </td>
        </tr>
      )}
    </>
  );
}
