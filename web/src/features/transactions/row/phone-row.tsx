/** A transaction on a phone: payee and amount, below them category and account. A tap opens the dialog. */
import { UnstyledButton } from '@mantine/core';
import { memo } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { writeAmount } from '../../../i18n/amounts.ts';
import { addDays, formatDay } from '../../../i18n/dates.ts';
import { text } from '../../../i18n/text.ts';
import { Amount } from '../../../ui/layout/amount.tsx';
import { CategoryName, TransferName } from './category-cell.tsx';
import style from './phone-row.module.css';
import { useRegister } from './register-context.tsx';

/** Characters from which an amount is set smaller. */
const LONG = 18;

type Props = { readonly transaction: Transaction; readonly newDay: boolean };

export const PhoneRow = memo(function PhoneRow({ transaction, newDay }: Props) {
  const { locale, today, accounts, edit } = useRegister();
  const { payee, lines, transfer, postingDate, amount, accountId } = transaction;
  const day =
    postingDate === today
      ? text('transactions.today')
      : postingDate === addDays(today, -1)
        ? text('transactions.yesterday')
        : formatDay(postingDate, locale, today);
  return (
    <>
      {newDay && <div className={style['day']}>{day}</div>}
      <UnstyledButton className={style['row']} onClick={() => edit(transaction.id)}>
        <span className={style['line']}>
          <span className={style['payee']}>
            {payee || (transfer ? text('transactions.transfer') : text('transactions.no-payee'))}
          </span>
          <span className={style['amount']} data-long={writeAmount(amount!, locale).length > LONG}>
            <Amount of={amount!} flow={!transfer} muted={transfer !== undefined} strong />
          </span>
        </span>
        <span className={style['line']}>
          <span className={style['category']}>
            {transfer ? (
              <TransferName transaction={transaction} />
            ) : lines.length > 1 ? (
              text('transactions.split-into-count', { count: lines.length })
            ) : (
              <CategoryName id={lines[0]?.categoryId ?? ''} />
            )}
          </span>
          <span className={style['account']}>{accounts.get(accountId)?.name}</span>
        </span>
      </UnstyledButton>
    </>
  );
});
