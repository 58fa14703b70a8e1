/** A transaction on a phone: payee and amount, below them category and account. A tap opens the dialog. */
import { UnstyledButton } from '@mantine/core';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useAccounts } from '../../api/lists.ts';
import { addDays, formatDay } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../../ui/layout/amount.tsx';
import { CategoryName, TransferName } from './category-cell.tsx';
import style from './phone-row.module.css';

type Props = { readonly transaction: Transaction; readonly newDay: boolean; readonly edit: () => void };

export function PhoneRow({ transaction, newDay, edit }: Props) {
  const { locale, today } = useCurrentHousehold();
  const { byId } = useAccounts();
  const { payee, lines, transfer, postingDate, amount, accountId } = transaction;
  const day =
    postingDate === today
      ? text('transactions.today')
      : postingDate === addDays(today, -1)
        ? text('transactions.yesterday')
        : formatDay(postingDate, locale, today);
  return (
    <li>
      {newDay && <div className={style['day']}>{day}</div>}
      <UnstyledButton className={style['row']} onClick={edit}>
        <span className={style['line']}>
          <span className={style['payee']}>
            {payee || (transfer ? text('transactions.transfer') : text('transactions.no-payee'))}
          </span>
          <Amount of={amount!} flow={!transfer} muted={transfer !== undefined} strong />
        </span>
        <span className={style['line']}>
          <span className={style['category']}>
            {transfer ? (
              <TransferName accountId={transfer.counterAccountId} />
            ) : lines.length > 1 ? (
              text('transactions.split-into-count', { count: lines.length })
            ) : (
              <CategoryName id={lines[0]?.categoryId ?? ''} />
            )}
          </span>
          <span className={style['account']}>{byId.get(accountId)?.name}</span>
        </span>
      </UnstyledButton>
    </li>
  );
}
