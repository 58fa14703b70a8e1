/** In the place of transactions, in a household that has no account. */
import { Button } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';

/** `leave` closes the dialog that shows it. */
export const NoAccounts = ({ leave }: { readonly leave?: () => void }) => (
  <Empty
    icon={<IconListDetails size={sizes.largeIcon} stroke={sizes.stroke} />}
    title={text('transactions.add-an-account-first')}
    text={text('transactions.transactions-belong-to-an-account-such')}
  >
    <Button renderRoot={(props) => <Link to="/accounts" {...props} />} onClick={leave}>
      {text('transactions.go-to-accounts')}
    </Button>
  </Empty>
);
