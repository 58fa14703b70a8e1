/** The menu of a row. All rows share one; it opens at the button of its row. */
import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconArrowsSplit2, IconPencil, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { sizes } from '../../../app/theme.ts';
import { text } from '../../../i18n/text.ts';
import { showFailure } from '../../../ui/feedback/toast.tsx';
import { deleteTransactions, restoreTransactions } from '../edit/bulk.ts';
import style from '../register.module.css';
import { useRegister } from './register-context.tsx';

export type OpenMenu = { readonly id: string; readonly button: HTMLElement };

const MENU = 'row-menu';

type Props = {
  readonly open: OpenMenu | undefined;
  readonly transaction: Transaction | undefined;
  readonly close: () => void;
};

export function RowMenu({ open, transaction, close }: Props) {
  useDescribedButton(open?.button);
  const { top, right, height } = open?.button.getBoundingClientRect() ?? { top: 0, right: 0, height: 0 };
  const leave = () => {
    close();
    // Unless an entry has moved the focus, the keyboard goes on from the button.
    requestAnimationFrame(() => document.activeElement === document.body && open?.button.focus());
  };
  return (
    <Menu id={MENU} position="bottom-end" opened={open !== undefined && transaction !== undefined} onClose={leave}>
      <Menu.Target>
        <button
          type="button"
          className={style['anchor']}
          style={{ insetBlockStart: top, insetInlineStart: right, blockSize: height }}
          tabIndex={-1}
          aria-hidden
        />
      </Menu.Target>
      <Menu.Dropdown>
        {transaction?.deleteTime ? (
          <RestoreItem transaction={transaction} />
        ) : (
          transaction && <LiveItems transaction={transaction} />
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Dialogs that an entry opens return the focus to the button that names the menu. */
function useDescribedButton(button: HTMLElement | undefined): void {
  const [last, setLast] = useState<HTMLElement>();
  useEffect(() => {
    if (!button || button === last) return;
    last?.removeAttribute('aria-controls');
    setLast(button);
  }, [button, last]);
  useEffect(() => {
    button?.setAttribute('aria-controls', `${MENU}-dropdown`);
    button?.setAttribute('aria-expanded', 'true');
    return () => button?.setAttribute('aria-expanded', 'false');
  }, [button]);
}

type ItemProps = { readonly transaction: Transaction };

const RestoreItem = ({ transaction }: ItemProps) => (
  <Menu.Item
    leftSection={<IconArrowBackUp size={sizes.smallIcon} />}
    onClick={() => restoreTransactions([transaction]).catch(showFailure)}
  >
    {text('transactions.restore')}
  </Menu.Item>
);

function LiveItems({ transaction }: ItemProps) {
  const { edit, split } = useRegister();
  return (
    <>
      <Menu.Item leftSection={<IconPencil size={sizes.smallIcon} />} onClick={() => edit(transaction.id)}>
        {text('transactions.edit')}
      </Menu.Item>
      {!transaction.transfer && (
        <Menu.Item leftSection={<IconArrowsSplit2 size={sizes.smallIcon} />} onClick={() => split(transaction.id)}>
          {text('transactions.split')}
        </Menu.Item>
      )}
      <Menu.Item
        c="var(--melo-trouble)"
        leftSection={<IconTrash size={sizes.smallIcon} />}
        onClick={() => deleteTransactions([transaction]).catch(showFailure)}
      >
        {text('transactions.delete')}
      </Menu.Item>
    </>
  );
}
