/** The menu of a row. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowBackUp, IconArrowsSplit2, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { showFailure } from '../../ui/feedback/toast.tsx';
import { deleteTransactions, restoreTransactions } from './edit/edit.ts';

type Props = {
  readonly transaction: Transaction;
  /** For screen readers. */
  readonly name: string;
  readonly edit: () => void;
  readonly split: () => void;
};

export const RowMenu = ({ name, ...props }: Props) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <ActionIcon variant="subtle" color="gray" aria-label={text('transactions.more-for-name', { name })}>
        <IconDots size={sizes.smallIcon} />
      </ActionIcon>
    </Menu.Target>
    <Menu.Dropdown>
      {props.transaction.deleteTime ? <RestoreItem {...props} /> : <LiveItems {...props} />}
    </Menu.Dropdown>
  </Menu>
);

const RestoreItem = ({ transaction }: Pick<Props, 'transaction'>) => (
  <Menu.Item
    leftSection={<IconArrowBackUp size={sizes.smallIcon} />}
    onClick={() => restoreTransactions([transaction]).catch(showFailure)}
  >
    {text('transactions.restore')}
  </Menu.Item>
);

const LiveItems = ({ transaction, edit, split }: Omit<Props, 'name'>) => (
  <>
    <Menu.Item leftSection={<IconPencil size={sizes.smallIcon} />} onClick={edit}>
      {text('transactions.edit')}
    </Menu.Item>
    {!transaction.transfer && (
      <Menu.Item leftSection={<IconArrowsSplit2 size={sizes.smallIcon} />} onClick={split}>
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
