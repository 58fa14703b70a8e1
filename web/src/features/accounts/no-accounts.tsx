/** In the place of transactions, in a household that has no account: it is created right here. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconListDetails } from '@tabler/icons-react';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { AccountDialog } from './account-dialog.tsx';

export function NoAccounts() {
  const [isAdding, adding] = useDisclosure();
  return (
    <Empty
      icon={<IconListDetails size={sizes.largeIcon} stroke={sizes.stroke} />}
      title={text('transactions.add-an-account-first')}
      text={text('transactions.transactions-belong-to-an-account-such')}
    >
      <Button onClick={adding.open}>{text('accounts.new-account')}</Button>
      {isAdding && <AccountDialog close={adding.close} />}
    </Empty>
  );
}
